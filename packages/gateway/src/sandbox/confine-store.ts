import { lstatSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { findBucketProblem, findKeyProblem } from '@signpost/presign'
import { S3Refusal } from './s3-request.ts'

/** The part of s3rver's store that makes paths. */
export interface PathStore {
  getBucketPath(bucket: string): string
  getResourcePath(bucket: string, key: string | undefined, resource: string): string
  deleteObject(bucket: string, key: string): Promise<void>
}

/**
 * Holds every path that the store makes, whoever it was asked by (a URL, a copy's source, a list of deletions), inside
 * its folder: by the names it is made of, and by what is on the disk.
 * @param root the store's folder, absolute
 */
export function confineStore(store: PathStore, root: string): void {
  const { getBucketPath, getResourcePath, deleteObject } = store
  store.getBucketPath = (bucket) => {
    checkBucketName(bucket)
    return checkPath(root, getBucketPath.call(store, bucket))
  }
  store.getResourcePath = (bucket, key, resource) => {
    checkBucketName(bucket)
    if (key !== undefined && key !== '') checkObjectKey(key)
    return checkPath(root, getResourcePath.call(store, bucket, key, resource))
  }
  // On the disk, slashes in a row are one; left in, they make s3rver remove the bucket's folder, taken for one of the key's.
  store.deleteObject = (bucket, key) =>
    deleteObject.call(store, bucket, key.replaceAll(/\/{2,}/g, '/').replace(/^\//, ''))
}

/** @throws S3Refusal when the path leads out of the folder, by its text or through a symbolic link */
function checkPath(root: string, path: string): string {
  let place = root
  for (const segment of relative(root, path).split(sep)) {
    place = join(place, segment)
    const isLink = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true
    if (segment === '..' || isLink) throw new S3Refusal(403, 'AccessDenied', 'This leads out of the sandbox.')
  }
  return path
}

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
