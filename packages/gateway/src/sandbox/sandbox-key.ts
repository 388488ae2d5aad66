import { findBucketProblem, findKeyProblem } from '@signpost/presign'
import { S3Refusal } from './s3-refusal.ts'

/** s3rver puts this between an object's name and what the file is: `a.txt._S3rver_object`. */
const fileMark = '._S3rver_'

/** File systems allow 255 bytes; s3rver's longest ending is `._S3rver_metadata.json`. */
const maxSegmentBytes = 255 - '._S3rver_metadata.json'.length

/** @throws S3Refusal `InvalidBucketName` for what is no bucket's name, and so could lead to another folder */
export function checkBucketName(bucket: string): void {
  const problem = findBucketProblem(bucket)
  if (problem !== undefined) throw new S3Refusal(400, 'InvalidBucketName', `The bucket ${problem}`)
}

/** @throws S3Refusal for a key that could lead out of its bucket's folder, or that this folder cannot hold */
export function checkObjectKey(key: string): void {
  const problem = findKeyProblem(key)
  if (problem !== undefined) throw new S3Refusal(400, 'InvalidURI', `The key ${problem}`)
  if (key.includes(fileMark)) {
    throw new S3Refusal(400, 'InvalidURI', `The sandbox keeps "${fileMark}" for itself: no key may contain it`)
  }
  if (key.split('/').some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)) {
    const message = `The sandbox keeps objects as files: between two slashes a key has at most ${maxSegmentBytes} bytes`
    throw new S3Refusal(400, 'KeyTooLongError', message)
  }
}
