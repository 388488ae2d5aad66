import { createPresigner, type Presigner } from '@signpost/presign'
import type { Action } from '../core/actions.ts'
import { channels } from '../core/channels.ts'
import { type CountsLookups, countLookup, createLookupCounters } from '../core/counters.ts'
import { signsFor } from '../core/credential-actions.ts'
import { createGrowingCache } from '../core/growing-cache.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { Credential } from '../core/model.ts'
import type { ChangeFeed, CredentialRepository } from '../core/ports.ts'
import { presets } from '../core/preset.ts'
import { followsRegion } from '../core/read-endpoint.ts'
import { type CredentialSecret, openCredentialSecret } from './credential-secret.ts'
import type { KeyRing } from './key-ring.ts'
import type { Renewals } from './renewals.ts'
import { createSignatureCheck, type SignatureCheck } from './signature-check.ts'

/** A stored credential that can sign. Each presigner is created at its first use, which throws VaultError when the secret does not open. */
export interface SigningCredential {
  readonly credential: Credential
  /** Signs the URLs that are handed out. */
  presigner(): Presigner
  /** Signs the gateway's own requests to the store. It differs from `presigner` only when clients reach the store by another name. */
  probePresigner(): Presigner
  /** Compares signatures with the credential's own. */
  signatureCheck(): SignatureCheck
}

/** The credentials of the accounts, cached until one of them changes. */
export interface SigningCredentials {
  forAccount(accountId: string): MaybePromise<readonly SigningCredential[]>
  /**
   * An expired credential with new keys, when it renews itself and the keys come within 2 s. Otherwise the same credential.
   */
  renewed(ended: SigningCredential): Promise<SigningCredential>
}

/** The number of accounts whose credentials are cached. */
const cacheSize = 10_000

/**
 * Creates the cache of signing credentials. It holds those of an account until the change feed names the account.
 * @param options.hasSandbox whether the sandbox runs; without it, nothing listens at the endpoint of its credential
 * @param options.renewals without them, nothing waits for the renewal of a credential
 */
export function createSigningCredentials(
  repository: CredentialRepository,
  changes: ChangeFeed,
  ring: KeyRing,
  { hasSandbox = false, renewals }: { readonly hasSandbox?: boolean; readonly renewals?: Pick<Renewals, 'await'> } = {},
): SigningCredentials & CountsLookups {
  const lookups = createLookupCounters()
  const byAccount = createGrowingCache<MaybePromise<readonly SigningCredential[]>>(cacheSize)
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
      const isCurrent = () => byAccount.get(accountId) === loading
      loading.then(
        (loaded) => isCurrent() && byAccount.set(accountId, loaded),
        () => isCurrent() && byAccount.delete(accountId),
      )
      return loading
    },
    async renewed(ended) {
      const { credential } = ended
      if (credential.source === undefined) return ended
      const current = await renewals?.await(credential)
      return current === undefined ? ended : createSigningCredential(current, ring)
    },
  }
}

/** Makes a stored credential ready to sign. */
export function createSigningCredential(credential: Credential, ring: KeyRing): SigningCredential {
  const { publicEndpoint } = credential
  const create = (fields: Credential) => createCredentialPresigner(fields, openCredentialSecret(credential, ring))
  let presigner: Presigner | undefined
  let probePresigner: Presigner | undefined
  return {
    credential,
    signatureCheck: () => createSignatureCheck(openCredentialSecret(credential, ring)),
    presigner() {
      presigner ??= create(publicEndpoint === undefined ? credential : { ...credential, endpoint: publicEndpoint })
      return presigner
    },
    probePresigner() {
      if (publicEndpoint === undefined) return this.presigner()
      probePresigner ??= create(credential)
      return probePresigner
    },
  }
}

/** The fields of a credential that a presigner is made from. */
export type PresignerFields = Pick<
  Credential,
  'accessKeyId' | 'region' | 'preset' | 'endpoint' | 'addressing' | 'signatureVersion' | 'aclPlacement'
>

/**
 * Creates the presigner of a credential. The store's preset decides wherever the credential says nothing.
 * @throws PresignError when the fields are invalid
 */
export function createCredentialPresigner(fields: PresignerFields, secret: CredentialSecret): Presigner {
  const { accessKeyId, region, endpoint, signatureVersion } = fields
  const preset = presets[fields.preset]
  return createPresigner({
    credentials: {
      accessKeyId,
      secretAccessKey: secret.secretAccessKey.reveal(),
      ...(secret.sessionToken === undefined ? {} : { sessionToken: secret.sessionToken.reveal() }),
    },
    region,
    signatureVersion,
    ...(endpoint === undefined ? {} : { endpoint, hostFollowsRegion: followsRegion(fields.preset, endpoint) }),
    addressing: fields.addressing ?? preset.addressing,
    hasPathStyle: preset.hasPathStyle,
    bucketNames: preset.bucketNames,
    // SigV2 does not sign such query parameters, so with SigV2 an ACL can only be a header.
    aclPlacement: signatureVersion === 'v2' ? 'header' : (fields.aclPlacement ?? preset.aclPlacement),
  })
}

/** The criteria for choosing a credential. */
export interface CredentialChoice {
  readonly bucket: string
  readonly action: Action
  /** The name that the request specifies. */
  readonly name?: string | undefined
  /** Id of the credential that takes precedence over all others, if it still exists. */
  readonly id?: string | undefined
  /** Id of the only credential that the token may use. */
  readonly boundTo?: string | undefined
}

/**
 * Chooses the credential that signs. The order of precedence is: the credential with `id`; the credential with `name`; the one with the
 * most specific bucket pattern that fits (an exact name before a prefix, a longer prefix before a shorter one); the default. Of two that
 * fit equally, the one that is bound to actions signs. Except for `id`, a credential that is bound to other actions never signs. A
 * token that is bound to a credential gets that credential or none. The sandbox's credential counts only while there is no real one.
 */
export function chooseCredential(
  credentials: readonly SigningCredential[],
  { bucket, action, name, id, boundTo }: CredentialChoice,
): SigningCredential | undefined {
  const wanted = id === undefined ? undefined : credentials.find(({ credential }) => credential.id === id)
  if (wanted !== undefined) return boundTo === undefined || boundTo === id ? wanted : undefined
  const named = credentials.filter(
    ({ credential }) => (name === undefined || credential.name === name) && signsFor(credential, action),
  )
  if (boundTo !== undefined) return named.find(({ credential }) => credential.id === boundTo)
  const hasReal = credentials.some(({ credential }) => !credential.isSandbox)
  let best: SigningCredential | undefined
  let bestRank = 0
  for (const candidate of named) {
    if (hasReal && candidate.credential.isSandbox) continue
    const rank = name === undefined ? rankCredential(candidate, bucket) : 1
    if (rank > bestRank) {
      best = candidate
      bestRank = rank
    }
  }
  return best
}

/** 0: does not sign for the bucket. 1: the default. Higher: a pattern fits; the more specific, the higher. */
function rankCredential({ credential }: SigningCredential, bucket: string): number {
  let rank = credential.isDefault ? 1 : 0
  const half = credential.actions === undefined ? 0 : 0.5
  for (const pattern of credential.bucketPatterns) {
    const isPrefix = pattern.endsWith('*')
    const text = isPrefix ? pattern.slice(0, -1) : pattern
    const fits = isPrefix ? bucket.startsWith(text) : bucket === text
    // An exact name is longer than any prefix that also fits, except the prefix `name*` itself.
    if (fits) rank = Math.max(rank, 2 + text.length + (isPrefix ? 0 : 1))
  }
  return rank === 0 ? 0 : rank + half
}

/** Whether a temporary credential expires in less than a second, or has expired. */
export function hasEnded({ expiresAt }: Credential, now: number): boolean {
  return expiresAt !== undefined && expiresAt - now < 1000
}
