import { randomBytes } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { Credential, Guard } from '../core/model.ts'
import { type BucketProbeResult, createBucketProbe } from '../s3/bucket-probe.ts'
import { findS3ErrorCode } from '../s3/error-codes/error-codes.ts'
import { askGuard } from '../s3/guard-probe.ts'
import type { S3Caller, S3Target } from '../s3/s3-caller.ts'
import type { AskStore } from './ask-store.ts'

/** What S3 reports about a credential. */
export interface CredentialReport {
  /** `good`: S3 accepts the keys. `refused`: it does not. `unknown`: it did not say. */
  readonly status: 'good' | 'refused' | 'unknown'
  /** What S3 said, and what to do about it. */
  readonly explanation: string
  /** What is wrong with the endpoint, to follow the name of the field; absent if no problem is known. */
  readonly endpointProblem?: string
  /** Set if S3 says that the requested bucket does not exist. */
  readonly isBucketMissing?: true
  /** How the store guards uploads; absent if the store did not say. */
  readonly guard?: Guard
}

/**
 * Asks S3 about a credential.
 * @param bucket the bucket to ask for. Without it, the probe asks for a bucket that does not exist: S3 checks the signature before it
 * reports this
 */
export type ProbeCredential = (credential: S3Target, bucket: string | undefined) => Promise<CredentialReport>

/** Creates the probe. */
export function createCredentialProbe(askStore: AskStore, clock: Clock): ProbeCredential {
  return async (credential, bucket) => {
    const { report } = await askStore(({ caller }) => askAboutCredential(caller, credential, bucket, clock))
    return report
  }
}

/** Asks S3 about a credential through an existing caller. @returns the result of the bucket's probe, and what it means */
export async function askAboutCredential(
  caller: S3Caller,
  credential: S3Target,
  bucket: string | undefined,
  clock: Clock,
): Promise<{ readonly result: BucketProbeResult; readonly report: CredentialReport }> {
  // A bucket that does not exist, if none is set.
  const asked = bucket ?? `signpost-test-${randomBytes(12).toString('hex')}`
  const result = await createBucketProbe(caller, clock).probeBucket(credential, asked)
  const report = explainResult(result, credential, bucket)
  if (report.status !== 'good') return { result, report }
  const region = result.kind === 'exists' ? result.region : undefined
  const guard = await askGuard(caller, credential, { bucket: asked, now: clock(), region })
  return { result, report: guard === undefined ? report : { ...report, guard } }
}

function explainResult(result: BucketProbeResult, target: S3Target, bucket: string | undefined): CredentialReport {
  // The store read the listing of a bucket as the download of an object, so the endpoint contains a bucket already.
  if (result.kind === 'unknown' && result.code === 'NoSuchKey') {
    const endpointProblem = 'must not contain a bucket: the store takes the last name of its host or path for one'
    return { status: 'refused', explanation: `The endpoint ${endpointProblem}.`, endpointProblem }
  }
  if (result.kind === 'unknown') {
    return {
      status: 'unknown',
      explanation: `The credential could not be checked: ${result.operatorReason ?? result.reason}.`,
    }
  }
  if (result.kind === 'refused') {
    const { code } = result
    return { status: 'refused', explanation: `S3 refuses it: ${code}. ${adviseRefusal(code, target.credential)}` }
  }
  if (bucket === undefined) return good('S3 knows the keys.')
  if (result.kind === 'missing') {
    return { ...good(`S3 knows the keys, and says that the bucket ${bucket} does not exist.`), isBucketMissing: true }
  }
  const rights = result.isListable
    ? `S3 knows the keys, and the credential may list ${bucket}.`
    : `S3 knows the keys, but the credential may not list ${bucket} (s3:ListBucket): single uploads and downloads may still work.`
  if (result.region === undefined) return good(rights)
  const { region } = target.credential
  return good(`${rights} The bucket is in ${result.region}, not in ${region}; URLs are signed for its own region.`)
}

/** Says what to do about keys that S3 refuses. @param code the error code of S3 */
export function adviseRefusal(code: string, { source }: Credential): string {
  if (code === 'ExpiredToken' && source !== undefined) return 'The source has returned no new keys.'
  const known = findS3ErrorCode(code)
  return known?.operatorCure ?? known?.cure ?? 'See the S3 documentation on this code.'
}

function good(explanation: string): CredentialReport {
  return { status: 'good', explanation }
}
