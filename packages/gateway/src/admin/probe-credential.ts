import { randomBytes } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { Credential, Guard } from '../core/model.ts'
import { type BucketProbeResult, createBucketProbe } from '../s3/bucket-probe.ts'
import { findS3ErrorCode } from '../s3/error-codes/error-codes.ts'
import { askGuard } from '../s3/guard-probe.ts'
import type { S3Caller, S3Target } from '../s3/s3-caller.ts'
import type { AskStore } from './ask-store.ts'

/** What S3 says of a credential. */
export interface CredentialReport {
  /** `good`: S3 knows the keys. `refused`: it does not. `unknown`: it did not say. */
  readonly status: 'good' | 'refused' | 'unknown'
  /** What S3 says, and what to do about it. */
  readonly explanation: string
  /** What is wrong with the endpoint, after the name of the field; absent when nothing is known to be. */
  readonly endpointProblem?: string
  /** S3 says that the bucket which it was asked for does not exist. */
  readonly isBucketMissing?: true
  /** How its store is guarded; absent when the store did not say. */
  readonly guard?: Guard
}

/**
 * Asks S3 about a credential.
 * @param bucket without it, a bucket that does not exist is asked for: S3 checks the signature before it says so
 */
export type ProbeCredential = (credential: S3Target, bucket: string | undefined) => Promise<CredentialReport>

/** Makes the probe. */
export function createCredentialProbe(askStore: AskStore, clock: Clock): ProbeCredential {
  return async (credential, bucket) => {
    const { report } = await askStore(({ caller }) => askAboutCredential(caller, credential, bucket, clock))
    return report
  }
}

/** Asks S3 about a credential over a caller that is there. @returns what the bucket's probe found, and what it means */
export async function askAboutCredential(
  caller: S3Caller,
  credential: S3Target,
  bucket: string | undefined,
  clock: Clock,
): Promise<{ readonly result: BucketProbeResult; readonly report: CredentialReport }> {
  // Without a bucket, one of nobody's.
  const asked = bucket ?? `signpost-test-${randomBytes(12).toString('hex')}`
  const result = await createBucketProbe(caller, clock).probeBucket(credential, asked)
  const report = explainResult(result, credential, bucket)
  if (report.status !== 'good') return { result, report }
  const region = result.kind === 'exists' ? result.region : undefined
  const guard = await askGuard(caller, credential, { bucket: asked, now: clock(), region })
  return { result, report: guard === undefined ? report : { ...report, guard } }
}

function explainResult(result: BucketProbeResult, target: S3Target, bucket: string | undefined): CredentialReport {
  // A listing of a bucket was taken for the download of an object: a bucket stands before what should have been one.
  if (result.kind === 'unknown' && result.code === 'NoSuchKey') {
    const endpointProblem = 'must not contain a bucket: the store takes the last name of its host or path for one'
    return { status: 'refused', explanation: `The endpoint ${endpointProblem}.`, endpointProblem }
  }
  if (result.kind === 'unknown') {
    return { status: 'unknown', explanation: `It could not be checked: ${result.operatorReason ?? result.reason}.` }
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

/** What to do about keys that S3 refuses. @param code S3's word for it */
export function adviseRefusal(code: string, { source }: Credential): string {
  if (code === 'ExpiredToken' && source !== undefined) return 'No new keys have come.'
  const known = findS3ErrorCode(code)
  return known?.operatorCure ?? known?.cure ?? 'See the S3 documentation on this code.'
}

function good(explanation: string): CredentialReport {
  return { status: 'good', explanation }
}
