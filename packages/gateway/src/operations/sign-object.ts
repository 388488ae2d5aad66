import type { CannedAcl } from '@signpost/presign'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { findStoreAclProblem } from '../core/preset.ts'
import { chooseCredential } from '../vault/choose-credential.ts'
import { defaultExpiresInSeconds } from './object-params.ts'
import type { OperationContext, OperationScope } from './operation.ts'
import type { SignedUrlResult } from './signed-url-result.ts'

/** SigV2's string to sign has the Content-Type that is sent in it. S3 User Guide, "Signing and authenticating REST requests". */
const v2UploadWarning =
  'Signed with signature version 2, which covers the Content-Type: send the upload without a Content-Type header.'

const clampWarning = 'The URL ends earlier than asked for, together with the temporary credential that signs it.'

/**
 * Signs the URL that a scope describes, with the credential that is for its bucket.
 * @throws AppError `no_credential`, `credential_refused` when the credential has ended, `invalid_request` for an ACL that
 * the store does not honour, and what the bucket check refuses
 */
export async function signObject(scope: OperationScope, context: OperationContext): Promise<SignedUrlResult> {
  const { action, bucket, key, acl } = scope
  const { token, now } = context
  const credentials = await context.credentials.forAccount(token.accountId)
  const chosen = chooseCredential(credentials, { bucket, name: scope.credentialName, boundTo: token.credentialId })
  if (chosen === undefined) throw createNoCredentialError(scope)
  const { credential } = chosen
  if (acl !== undefined) checkStoreAcl(credential, acl)
  const askedSeconds = scope.expiresInSeconds ?? limitDefault(token.maxExpiresInSeconds)
  const expiresInSeconds = Math.min(askedSeconds, countSecondsLeft(credential, now))
  if (expiresInSeconds < askedSeconds) context.warn(clampWarning)
  context.noteSigning(credential.id, expiresInSeconds)
  // First, so that a secret that does not open is our fault and not the store's.
  const presigner = chosen.presigner()
  const checked = await context.buckets.check(chosen, scope)
  if (checked.refusal !== undefined) throw new AppError(checked.refusal.code, checked.refusal)
  for (const warning of checked.warnings) context.warn(warning)
  if (action === 'upload' && credential.signatureVersion === 'v2') context.warn(v2UploadWarning)
  const signed = presigner.presign({
    method: action === 'upload' ? 'PUT' : 'GET',
    bucket,
    key,
    expiresInSeconds,
    signedAt: now,
    ...(checked.region === undefined ? {} : { region: checked.region }),
    ...(acl === undefined ? {} : { acl: acl as CannedAcl }),
  })
  return {
    signedUrl: signed.url,
    expiresAt: new Date(signed.expiresAt).toISOString(),
    bucket,
    key,
    method: signed.method,
    headers: signed.headers,
  }
}

/** A token that is narrowed below the default lifetime gets what it may have, since it asked for nothing else. */
function limitDefault(maxExpiresInSeconds: number | undefined): number {
  return Math.min(defaultExpiresInSeconds, maxExpiresInSeconds ?? defaultExpiresInSeconds)
}

/** The same whether another account, or nobody, has a credential of the name that was asked for. */
function createNoCredentialError({ credentialName }: OperationScope): AppError {
  if (credentialName === undefined) return new AppError('no_credential')
  return new AppError('no_credential', { message: 'No credential of that name is stored for this API token.' })
}

/** A URL is worth nothing once the temporary credential that signed it has ended. */
function countSecondsLeft({ expiresAt, name }: Credential, now: number): number {
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY
  const seconds = Math.floor((expiresAt - now) / 1000)
  if (seconds >= 1) return seconds
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
