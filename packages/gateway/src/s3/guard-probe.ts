import { guardedHeaders } from '../core/guarded-headers.ts'
import type { Guard } from '../core/model.ts'
import { listObjectsV2 } from './requests/list-objects-v2.ts'
import type { S3Caller, S3CallOptions, S3Target } from './s3-caller.ts'
import { isOutage, S3Error } from './s3-error.ts'
import type { S3Request } from './s3-request.ts'

/**
 * One header of each kind that some store is known to treat differently: MinIO refused only metadata, and forks of MinIO refused only the
 * source of a copy.
 */
const samples: readonly Readonly<Record<string, string>>[] = [
  { 'x-amz-copy-source': '/signpost/guard' },
  { 'x-amz-acl': 'private' },
  { 'x-amz-tagging': 'signpost=guard' },
  { 'x-amz-meta-signpost': 'guard' },
]

/** How long the whole probe may take, because a request may wait for it. */
const patienceMs = 2000

/**
 * Asks a store how it is guarded, without writing: the probe lists a bucket, with headers that mean nothing to a listing.
 * @param bucket need not exist or be open to the credential, if the store checks signatures first
 * @returns undefined when the store does not say; never throws
 */
export async function askGuard(
  caller: S3Caller,
  target: S3Target,
  { bucket, now, region }: { readonly bucket: string } & Pick<S3CallOptions, 'now' | 'region'>,
): Promise<Guard | undefined> {
  const signal = AbortSignal.timeout(patienceMs)
  const listing: S3Request<unknown> = { ...listObjectsV2({ bucket, limit: 1 }), parse: () => undefined }
  const ask = (changes: Partial<S3Request<unknown>> = {}) =>
    caller.call(target, { ...listing, ...changes }, { now, region, signal }).then(() => 'taken', readRefusal)

  /** Sends requests that should each be refused for their signature. @returns whether all of them are */
  async function areAllRefused(requests: readonly Partial<S3Request<unknown>>[], taken: string): Promise<boolean> {
    const results = await Promise.all(requests.map(ask))
    return results.every((result) => result !== taken)
  }

  try {
    const taken = await ask()
    const unsigned = samples.map((unsignedHeaders) => ({ unsignedHeaders }))
    // The control: if the store accepts a wrong signature here, its other answers say nothing about headers either.
    const control = { headers: { 'x-amz-meta-signpost': 'signed' }, unsignedHeaders: { 'x-amz-meta-signpost': 'sent' } }
    if (!(await areAllRefused([control], taken))) return undefined
    if (await areAllRefused(unsigned, taken)) return 'refuses'
    if (target.credential.signatureVersion === 'v2') return 'open'
    const absentHeaders = [...guardedHeaders.PUT, 'x-amz-meta-signpost']
    if ((await ask({ absentHeaders })) !== taken) return 'open'
    const away = unsigned.map((one) => ({ ...one, absentHeaders }))
    return (await areAllRefused(away, taken)) ? 'signed-away' : 'open'
  } catch {
    return undefined
  }
}

/** Reads what a refusal is about, so that two refusals can be compared. @throws the error when it is not an answer of the store */
function readRefusal(error: unknown): string {
  if (!(error instanceof S3Error) || isOutage(error)) throw error
  const { status, code, s3Message = '' } = error
  // AWS and MinIO say it in this sentence, with the code AccessDenied.
  return /not signed/i.test(s3Message) ? 'not signed' : `${status} ${code}`
}
