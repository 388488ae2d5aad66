import { createPresigner, type Presigner } from '@signpost/presign'
import type { Credential } from '../core/model.ts'
import type { ChangeFeed, CredentialStore } from '../core/ports.ts'
import { openCredentialSecret } from './credential-secret.ts'
import type { KeyRing } from './key-ring.ts'

/** A stored credential that can sign. */
export interface SigningCredential {
  readonly credential: Credential
  /**
   * The presigner, made on first use.
   * @throws VaultError when the sealed secret does not open
   */
  presigner(): Presigner
}

/** The credentials of the accounts, opened once and kept until one of them changes. */
export interface SigningCredentials {
  forAccount(accountId: string): Promise<readonly SigningCredential[]>
}

/** Keeps the signing credentials of each account in memory, and forgets them all when the change feed speaks. */
export function createSigningCredentials(
  store: CredentialStore,
  changes: ChangeFeed,
  ring: KeyRing,
): SigningCredentials {
  const byAccount = new Map<string, Promise<readonly SigningCredential[]>>()
  changes.subscribe(() => byAccount.clear())

  async function load(accountId: string): Promise<readonly SigningCredential[]> {
    const credentials = await store.list(accountId)
    return credentials.map((credential) => createSigningCredential(credential, ring))
  }

  return {
    forAccount(accountId) {
      const kept = byAccount.get(accountId)
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

function createSigningCredential(credential: Credential, ring: KeyRing): SigningCredential {
  let presigner: Presigner | undefined
  return {
    credential,
    presigner() {
      presigner ??= openPresigner(credential, ring)
      return presigner
    },
  }
}

function openPresigner(credential: Credential, ring: KeyRing): Presigner {
  const { secretAccessKey } = openCredentialSecret(credential, ring)
  return createPresigner({
    credentials: { accessKeyId: credential.accessKeyId, secretAccessKey: secretAccessKey.reveal() },
    region: credential.region,
    signatureVersion: credential.signatureVersion,
    ...(credential.endpoint === undefined ? {} : { endpoint: credential.endpoint }),
    ...(credential.addressing === undefined ? {} : { addressing: credential.addressing }),
  })
}
