import type { Presigner } from '@signpost/presign'
import { LRUCache } from 'lru-cache'
import { channels } from '../core/channels.ts'
import { type CountsLookups, countLookup, createLookupCounters } from '../core/counters.ts'
import type { Credential } from '../core/model.ts'
import type { ChangeFeed, CredentialRepository } from '../core/ports.ts'
import { createCredentialPresigner } from './create-presigner.ts'
import { openCredentialSecret } from './credential-secret.ts'
import type { KeyRing } from './key-ring.ts'

/** A stored credential that can sign. Both presigners are made on first use, and throw VaultError when the secret does not open. */
export interface SigningCredential {
  readonly credential: Credential
  /** Signs the URLs that are handed out. */
  presigner(): Presigner
  /** Signs what the gateway itself asks the store; another one only where clients reach the store by another name. */
  probePresigner(): Presigner
}

/** The credentials of the accounts, opened once and kept until one of them changes. */
export interface SigningCredentials {
  forAccount(accountId: string): Promise<readonly SigningCredential[]>
}

/** Options of {@link createSigningCredentials}. */
export interface SigningCredentialsOptions {
  /** Whether the sandbox runs; its credential is left out otherwise, since nobody is at its endpoint. */
  readonly hasSandbox?: boolean
}

/** How many accounts' credentials are kept in memory. */
const cacheSize = 10_000

/** Keeps the signing credentials of each account in memory, and forgets them when the change feed speaks of the account. */
export function createSigningCredentials(
  repository: CredentialRepository,
  changes: ChangeFeed,
  ring: KeyRing,
  { hasSandbox = false }: SigningCredentialsOptions = {},
): SigningCredentials & CountsLookups {
  const lookups = createLookupCounters()
  const byAccount = new LRUCache<string, Promise<readonly SigningCredential[]>>({ max: cacheSize })
  changes.subscribe((accountId) => {
    if (accountId === undefined) byAccount.clear()
    else byAccount.delete(accountId)
  })

  async function load(accountId: string): Promise<readonly SigningCredential[]> {
    const credentials = await channels.credentialsLookup.tracePromise(() => repository.list(accountId), {})
    return credentials
      .filter(({ isSandbox }) => hasSandbox || !isSandbox)
      .map((credential) => createSigningCredential(credential, ring))
  }

  return {
    lookups,
    forAccount(accountId) {
      const kept = byAccount.get(accountId)
      countLookup(lookups, kept)
      if (kept !== undefined) return kept
      const loading = load(accountId)
      byAccount.set(accountId, loading)
      loading.catch(() => {
        if (byAccount.get(accountId) === loading) byAccount.delete(accountId)
      })
      return loading
    },
  }
}

/** Makes a stored credential ready to sign. */
export function createSigningCredential(credential: Credential, ring: KeyRing): SigningCredential {
  let presigner: Presigner | undefined
  let probePresigner: Presigner | undefined
  const { publicEndpoint } = credential

  function makePresigner(facts: Credential): Presigner {
    return createCredentialPresigner(facts, openCredentialSecret(credential, ring))
  }

  return {
    credential,
    presigner() {
      presigner ??= makePresigner(
        publicEndpoint === undefined ? credential : { ...credential, endpoint: publicEndpoint },
      )
      return presigner
    },
    probePresigner() {
      if (publicEndpoint === undefined) return this.presigner()
      probePresigner ??= makePresigner(credential)
      return probePresigner
    },
  }
}
