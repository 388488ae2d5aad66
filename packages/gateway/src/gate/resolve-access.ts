import type { CannedAcl, Presigner } from '@signpost/presign'
import type { Access, AskedFeature, Signing } from '../core/access.ts'
import { AppError, restate } from '../core/app-error.ts'
import { signsFor } from '../core/credential-actions.ts'
import { guardedHeaders } from '../core/guarded-headers.ts'
import type { Credential } from '../core/model.ts'
import {
  findStoreAclProblem,
  findStoreLack,
  findTypePrefixLack,
  holdsTypePrefix,
  type StoreFeature,
} from '../core/preset.ts'
import { defaultExpiresInSeconds } from '../operations/object-params.ts'
import type { ResolvedAccess } from '../operations/operation.ts'
import { findWindowStart } from '../operations/stable-window.ts'
import type { BucketCheck } from '../s3/bucket-check.ts'
import type { S3Caller } from '../s3/s3-caller.ts'
import { toStoreError } from '../s3/store-error.ts'
import type { StoreGuards } from '../s3/store-guards.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import type { SigningCredential, SigningCredentials } from '../vault/signing-credentials.ts'
import { chooseCredential, hasEnded } from '../vault/signing-credentials.ts'
import { requireStoreBucket } from './check-bucket-name.ts'

/** SigV2's string to sign has the Content-Type that is sent in it. S3 User Guide, "Signing and authenticating REST requests". */
const v2UploadWarning =
  'Signed with signature version 2, which covers the Content-Type: send the upload without a Content-Type header.'

/** Browsers read a list of types as its last one (Fetch, "extract a MIME type"). */
function warnOfOpenType({ preset }: Credential): string {
  const lack = findTypePrefixLack(preset)
  return `${lack ?? 'The store is not known to refuse a list of types that begins so'}, such as \`image/png, text/html\`, which browsers read as its last one. \`content_type\` holds an upload to one type.`
}

const clampWarning = 'The URL ends earlier than asked for, together with the temporary credential that signs it.'

/** Who asks, and when. */
interface Caller {
  readonly token: VerifiedToken
  /** Epoch milliseconds. */
  readonly now: number
}

/** Finds what signs for accesses. */
export type AccessResolver = (access: Access, caller: Caller) => Promise<ResolvedAccess>

/** What accesses are resolved with. */
export interface AccessResolverDependencies {
  readonly credentials: SigningCredentials
  readonly buckets: BucketCheck
  readonly guards: StoreGuards
  readonly s3: S3Caller
}

/** Chooses credentials among the account's, holds the access against its store, and asks S3 about buckets. */
export function createAccessResolver({ credentials, buckets, guards, s3 }: AccessResolverDependencies): AccessResolver {
  return async (access, { token, now }) => {
    const { bucket, key, action, acl, credentialName, credentialId, features, stableSeconds, doneBy } = access
    const stored = await credentials.forAccount(token.accountId)
    const choice = { bucket, action, name: credentialName, id: credentialId, boundTo: token.credentialId }
    const found = chooseCredential(stored, choice)
    if (found === undefined) throw createNoCredentialError(credentialName, access, stored)
    const chosen = hasEnded(found.credential, now) ? await credentials.renewed(found) : found
    const { credential } = chosen
    requireStoreBucket(credential, bucket)
    if (acl !== undefined) checkStoreAcl(credential, acl)
    if (features !== undefined && features.length > 0) checkStoreFeatures(credential, features)
    const isTypeOpen = leavesTypeOpen(credential, access)
    if (isTypeOpen) refuseOpenType(token, credential)
    const askedSeconds = access.expiresInSeconds ?? limitDefault(token.maxExpiresInSeconds)
    const signedAt = stableSeconds === undefined ? now : findWindowStart(now, stableSeconds)
    const expiresInSeconds = Math.min(askedSeconds, countSecondsLeft(credential, now, signedAt))
    const isSigned = doneBy !== 'gateway'
    const signing: Signing = {
      access,
      credentialId: credential.id,
      expiresInSeconds: isSigned ? expiresInSeconds : undefined,
    }
    // First, so that a secret that does not open is our fault and not the store's.
    const presigner = openPresigner(chosen, signing)
    const { region, warnings, refusal } = await buckets.check(chosen, access)
    if (refusal !== undefined) {
      const { code, message } = refusal
      throw nameCredential(
        new AppError(code, { ...(message === undefined ? {} : { message }), failed: signing }),
        credential,
      )
    }
    const guard = await guards.find(chosen, access, region)
    if (guard === 'open') checkOpenStore(credential, access, signing)
    // SigV2 has no such names, and needs none.
    const isSignedAway = guard === 'signed-away' && credential.signatureVersion === 'v4'
    const target = {
      bucket,
      expiresInSeconds,
      signedAt,
      ...(region === undefined ? {} : { region }),
      ...(acl === undefined ? {} : { acl: acl as CannedAcl }),
    }
    return {
      ...signing,
      credential,
      region,
      warnings: [
        ...(isSigned && expiresInSeconds < askedSeconds ? [clampWarning] : []),
        ...warnings,
        ...(isSigned && action === 'upload' && credential.signatureVersion === 'v2' && !namesType(features)
          ? [v2UploadWarning]
          : []),
        ...(isTypeOpen ? [warnOfOpenType(credential)] : []),
      ],
      sign: (request) => {
        const absent = isSignedAway ? { absentHeaders: guardedHeaders[request.method] } : {}
        return presigner.presign({ ...request, ...target, ...absent, key })
      },
      signForm: (form) =>
        presigner.signForm({ ...form, ...target, ...(access.isKeyPrefix === true ? { keyPrefix: key } : { key }) }),
      async call(request) {
        try {
          return await s3.call(chosen, request, { now, region })
        } catch (thrown) {
          const error = toStoreError(thrown, signing)
          throw error instanceof AppError ? nameCredential(error, credential) : error
        }
      },
    }
  }
}

/** An account may have several credentials, so what S3 says of one names it. */
function nameCredential(error: AppError, { name }: Credential): AppError {
  return restate(error, { message: error.message.replace('the stored credential', `the credential ${name}`) })
}

function openPresigner(chosen: SigningCredential, signing: Signing): Presigner {
  try {
    return chosen.presigner()
  } catch (cause) {
    throw new AppError('internal_error', { cause, failed: signing })
  }
}

/** A token that is narrowed below the default lifetime gets what it may have, since it asked for nothing else. */
function limitDefault(maxExpiresInSeconds: number | undefined): number {
  return Math.min(defaultExpiresInSeconds, maxExpiresInSeconds ?? defaultExpiresInSeconds)
}

/** The same whether another account, or nobody, has a credential of the name that was asked for. */
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

/** An upload URL of an open store reads and publishes whatever its credential can: so that has to be nothing, or accepted. */
function checkOpenStore(
  { name, actions, acceptsOpenStore }: Credential,
  { action, held, doneBy }: Access,
  failed: Signing,
): void {
  if (action !== 'upload' || held === 'nothing-sent' || doneBy === 'gateway' || acceptsOpenStore === true) return
  if (actions?.every((one) => one === 'upload') === true) return
  throw new AppError('store_open', {
    message: `The store of the credential ${name} obeys headers that are not signed: whoever holds an upload URL could copy, read and publish its other objects. The operator can store keys that may only write, with \`signpost credential add --action upload\`, or accept it with \`signpost credential set ${name} --accept-open-store\`.`,
    failed,
  })
}

/** From `signedAt` on. A URL is worth nothing once the temporary credential that signed it has ended. */
function countSecondsLeft(credential: Credential, now: number, signedAt: number): number {
  const { expiresAt, name, source } = credential
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY
  if (!hasEnded(credential, now)) return Math.floor((expiresAt - signedAt) / 1000)
  if (source !== undefined) throw new AppError('credential_not_renewed')
  throw new AppError('credential_refused', {
    message: `The temporary credential ${name} has ended; the operator has to store a new one.`,
  })
}

function checkStoreAcl({ preset }: Credential, acl: string): void {
  const problem = findStoreAclProblem(preset, acl)
  if (problem === undefined) return
  throw new AppError('invalid_request', {
    details: [{ parameter: 'acl', message: `\`acl\` ${problem}` }],
  })
}

/** Whether a client may add to the Content-Type, of which only the beginning is signed. */
function leavesTypeOpen(credential: Credential, { held }: Access): boolean {
  return typeof held === 'object' && held.contentType?.endsWith('*') === true && !holdsTypePrefix(credential)
}

function refuseOpenType({ contentTypes, client }: VerifiedToken, { preset }: Credential): void {
  const allowed = client?.contentTypes ?? contentTypes
  if (allowed === undefined) return
  const lack =
    findTypePrefixLack(preset) ?? 'the store is not known to hold a form to the beginning of a type: it may take a list'
  throw new AppError('token_not_allowed', {
    message: `The token allows uploads of these content types only: ${allowed.join(', ')}; ${lack}, such as image/png, text/html, which browsers read as its last one. Say the exact type with content_type.`,
  })
}

/** What SigV2 has no place for in what it signs: a client could leave it out, or send another. */
const unsignedByV2: ReadonlySet<StoreFeature> = new Set(['content_length', 'if_none_match', 'object_headers'])

function checkStoreFeatures({ preset, signatureVersion }: Credential, features: readonly AskedFeature[]): void {
  const problems = features.flatMap(({ parameter, feature }) => {
    const isUnsigned = signatureVersion === 'v2' && unsignedByV2.has(feature)
    const problem = findStoreLack(preset, feature) ?? (isUnsigned ? v2Problem : undefined)
    return problem === undefined ? [] : [[parameter, `\`${parameter}\` ${problem}`] as const]
  })
  if (problems.length === 0) return
  // A parameter may ask for two things; the first one that is missing is said.
  const details = [...new Map(problems.toReversed())].map(([parameter, message]) => ({ parameter, message }))
  throw new AppError('invalid_request', { details: details.toReversed() })
}

const v2Problem =
  'cannot be used: the credential signs with signature version 2, which does not cover it. Signature version 4 does'

function namesType(features: readonly AskedFeature[] = []): boolean {
  return features.some(({ feature }) => feature === 'content_type')
}
