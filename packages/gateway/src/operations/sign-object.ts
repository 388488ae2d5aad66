import type { CannedAcl } from '@signpost/presign'
import { AppError } from '../core/app-error.ts'
import { chooseCredential } from '../vault/choose-credential.ts'
import { defaultExpiresInSeconds } from './object-params.ts'
import type { OperationContext, OperationScope } from './operation.ts'
import type { SignedUrlResult } from './signed-url-result.ts'

/** SigV2's string to sign has the Content-Type that is sent in it. S3 User Guide, "Signing and authenticating REST requests". */
const v2UploadWarning =
  'Signed with signature version 2, which covers the Content-Type: send the upload without a Content-Type header.'

/** The scope of signing a download. */
export function describeDownload(bucket: string, key: string, expiresInSeconds: number | undefined): OperationScope {
  return { action: 'download', bucket, key, acl: undefined, expiresInSeconds }
}

/** The scope of signing an upload. */
export function describeUpload(
  bucket: string,
  key: string,
  expiresInSeconds: number | undefined,
  acl: string | undefined,
): OperationScope {
  return { action: 'upload', bucket, key, acl, expiresInSeconds }
}

/**
 * Signs the URL that a scope describes, with the credential that is for its bucket.
 * @throws AppError `no_credential`, and what the bucket check refuses
 */
export async function signObject(scope: OperationScope, context: OperationContext): Promise<SignedUrlResult> {
  const { action, bucket, key, acl } = scope
  const { token, now } = context
  const credentials = await context.credentials.forAccount(token.accountId)
  const chosen = chooseCredential(credentials, bucket, token.credentialId)
  if (chosen === undefined) throw new AppError('no_credential')
  const expiresInSeconds = scope.expiresInSeconds ?? limitDefault(token.maxExpiresInSeconds)
  context.noteSigning(chosen.credential.id, expiresInSeconds)
  const verdict = await context.buckets.check(chosen, scope)
  for (const warning of verdict.warnings) context.warn(warning)
  if (action === 'upload' && chosen.credential.signatureVersion === 'v2') context.warn(v2UploadWarning)
  const signed = chosen.presigner().presign({
    method: action === 'upload' ? 'PUT' : 'GET',
    bucket,
    key,
    expiresInSeconds,
    signedAt: now,
    ...(verdict.region === undefined ? {} : { region: verdict.region }),
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
