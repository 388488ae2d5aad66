import type { Access, AskedFeature, Signing } from '../core/access.ts'
import { defaultExpiresInSeconds } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import { signsFor } from '../core/credential-actions.ts'
import type { Credential, Guard } from '../core/model.ts'
import {
  findStoreAclProblem,
  findStoreLack,
  findTypePrefixLack,
  holdsTypePrefix,
  type StoreFeature,
} from '../core/preset.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { chooseCredential, hasEnded, type SigningCredential } from '../vault/signing-credentials.ts'
import { requireStoreBucket } from './check-bucket-name.ts'

/**
 * Finds the credential that signs for an access.
 * @param stored the account's credentials
 * @throws AppError `no_credential`
 */
export function findSigner(
  stored: readonly SigningCredential[],
  access: Access,
  { credentialId: boundTo }: Pick<VerifiedToken, 'credentialId'>,
): SigningCredential {
  const { bucket, action, credentialName, credentialId } = access
  const found = chooseCredential(stored, { bucket, action, name: credentialName, id: credentialId, boundTo })
  if (found === undefined) throw createNoCredentialError(credentialName, access, stored)
  return found
}

/** Creates the error for a missing credential. It does not reveal whether another account has a credential of that name. */
function createNoCredentialError(
  credentialName: string | undefined,
  { action }: Access,
  stored: readonly SigningCredential[],
): AppError {
  if (credentialName === undefined) return new AppError('no_credential')
  const named = stored.find(({ credential }) => credential.name === credentialName)
  if (named === undefined || signsFor(named.credential, action)) {
    return new AppError('no_credential', { message: 'No credential of that name is stored for this API token.' })
  }
  const message = `The credential ${credentialName} does not sign for the action ${action}, only for ${named.credential.actions?.join(', ')}.`
  return new AppError('no_credential', { message })
}

/** How a credential signs for an access, as far as this is known without asking its store. */
export interface SigningPlan {
  /** The requested lifetime, or the default. */
  readonly askedSeconds: number
  /** The granted lifetime, from the time of the signature. */
  readonly expiresInSeconds: number
  /** Whether a client may extend the Content-Type, because only a prefix of it is signed. */
  readonly isTypeOpen: boolean
}

/**
 * Checks an access against the credential's store, and determines the lifetime of the URL.
 * @param options.signedAt epoch milliseconds; the same as `now`, except for stable URLs
 * @throws AppError `invalid_request`, `token_not_allowed`; `credential_not_renewed` or `credential_refused` for an expired credential
 */
export function planSigning(
  credential: Credential,
  access: Access,
  token: Pick<VerifiedToken, 'maxExpiresInSeconds' | 'contentTypes' | 'client'>,
  { now, signedAt }: { readonly now: number; readonly signedAt: number },
): SigningPlan {
  const { bucket, acl, features } = access
  requireStoreBucket(credential, bucket)
  if (acl !== undefined) requireStoreAcl(credential, acl)
  if (features !== undefined && features.length > 0) requireStoreFeatures(credential, features)
  const isTypeOpen = leavesTypeOpen(credential, access)
  if (isTypeOpen) refuseOpenType(token, credential)
  const askedSeconds = access.expiresInSeconds ?? limitDefault(token.maxExpiresInSeconds)
  const expiresInSeconds = Math.min(askedSeconds, countSecondsLeft(credential, now, signedAt))
  return { askedSeconds, expiresInSeconds, isTypeOpen }
}

/** Returns the default lifetime, or the token's longest lifetime if that is shorter: a request without a lifetime is not refused. */
function limitDefault(maxExpiresInSeconds: number | undefined): number {
  return Math.min(defaultExpiresInSeconds, maxExpiresInSeconds ?? defaultExpiresInSeconds)
}

/** Counts the seconds from `signedAt` until the credential expires, because its URLs stop working then. */
function countSecondsLeft(credential: Credential, now: number, signedAt: number): number {
  const { expiresAt, name, source } = credential
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY
  if (!hasEnded(credential, now)) return Math.floor((expiresAt - signedAt) / 1000)
  if (source !== undefined) throw new AppError('credential_not_renewed')
  throw new AppError('credential_refused', {
    message: `The temporary credential ${name} has expired; the operator must store a new one.`,
  })
}

/**
 * Refuses an upload for a client at an open store, because its URL could read and publish whatever the credential can read. It is
 * allowed only if the credential can read nothing, or if the operator has accepted this.
 * @param failed the request that is then not signed
 * @throws AppError `store_open`
 */
export function requireGuard(
  guard: Guard | undefined,
  { name, actions, acceptsOpenStore }: Credential,
  { action, held, doneBy }: Access,
  failed?: Signing,
): void {
  if (guard !== 'open') return
  if (action !== 'upload' || held === 'nothing-sent' || doneBy === 'gateway' || acceptsOpenStore === true) return
  if (actions?.every((one) => one === 'upload') === true) return
  throw new AppError('store_open', {
    message: `The store of the credential ${name} obeys headers that are not signed: any holder of an upload URL could copy, read and publish its other objects. The operator can store keys that may only write, with \`signpost credential add --action upload\`, or accept this with \`signpost credential set ${name} --accept-open-store\`.`,
    ...(failed === undefined ? {} : { failed }),
  })
}

function requireStoreAcl({ preset }: Credential, acl: string): void {
  const problem = findStoreAclProblem(preset, acl)
  if (problem === undefined) return
  throw new AppError('invalid_request', {
    details: [{ parameter: 'acl', message: `\`acl\` ${problem}` }],
  })
}

function leavesTypeOpen(credential: Credential, { held }: Access): boolean {
  return typeof held === 'object' && held.contentType?.endsWith('*') === true && !holdsTypePrefix(credential)
}

function refuseOpenType(
  { contentTypes, client }: Pick<VerifiedToken, 'contentTypes' | 'client'>,
  { preset }: Credential,
): void {
  const allowed = client?.contentTypes ?? contentTypes
  if (allowed === undefined) return
  const lack =
    findTypePrefixLack(preset) ?? 'the store is not known to enforce a type prefix in a form: it may accept a list'
  throw new AppError('token_not_allowed', {
    message: `The token allows uploads of these content types only: ${allowed.join(', ')}; ${lack}, such as image/png, text/html, which browsers read as its last one. Say the exact type with content_type.`,
  })
}

/** Features that SigV2 cannot sign: a client could omit them or send other values. */
const unsignedByV2: ReadonlySet<StoreFeature> = new Set(['content_length', 'if_none_match', 'object_headers'])

function requireStoreFeatures({ preset, signatureVersion }: Credential, features: readonly AskedFeature[]): void {
  const problems = features.flatMap(({ parameter, feature }) => {
    const isUnsigned = signatureVersion === 'v2' && unsignedByV2.has(feature)
    const problem = findStoreLack(preset, feature) ?? (isUnsigned ? v2Problem : undefined)
    return problem === undefined ? [] : [[parameter, `\`${parameter}\` ${problem}`] as const]
  })
  if (problems.length === 0) return
  // A parameter may ask for two features; the error names the first one that is missing.
  const details = [...new Map(problems.toReversed())].map(([parameter, message]) => ({ parameter, message }))
  throw new AppError('invalid_request', { details: details.toReversed() })
}

const v2Problem =
  'cannot be used: the credential signs with signature version 2, which does not cover it. Signature version 4 does'
