import { findBucketProblem, findKeyProblem } from '@signpost/presign'
import { S3Refusal } from './s3-request.ts'

/** The buckets of the sandbox: those of the published examples. */
export const sandboxBuckets = [
  'my-bucket',
  'my-audio-files',
  'my-images',
  'my-documents',
  'my-uploads',
  'my-files',
  'public-assets',
  'company-docs',
  'company-assets',
  'podcasts',
] as const

/** @throws S3Refusal `InvalidBucketName` for an invalid name, `NoSuchBucket` for a bucket that the sandbox does not have */
export function checkBucketName(bucket: string): void {
  const problem = findBucketProblem(bucket)
  if (problem !== undefined) throw new S3Refusal(400, 'InvalidBucketName', `The bucket ${problem}`)
  if ((sandboxBuckets as readonly string[]).includes(bucket)) return
  throw new S3Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket })
}

/** @throws S3Refusal for a key for which Signpost signs nothing, because clients would ask for another key */
export function checkObjectKey(key: string): void {
  const problem = findKeyProblem(key)
  if (problem === undefined) return
  const isLong = Buffer.byteLength(key) > 1024
  throw new S3Refusal(400, isLong ? 'KeyTooLongError' : 'InvalidURI', `The key ${problem}`)
}
