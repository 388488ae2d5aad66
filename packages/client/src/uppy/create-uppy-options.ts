import { detectEnvironment, type Environment } from '../environment.ts'
import { createGateway, type GatewayOptions } from '../gateway.ts'
import { chooseKey } from '../object-key.ts'
import { askWithLength, type ObjectOptions } from '../upload-job.ts'
import { createUrlSigner, type SignOptions } from '../url-signer.ts'
import { createSentParts } from './part-requests.ts'
import { answerWith, toStoreRequest } from './uppy-answers.ts'
import type { UppyFile, UppyPluginOptions, UppyRequest, UppySigned } from './uppy-types.ts'

/** The bucket and other options of Uppy's files, and the gateway. */
export interface UppyOptions extends GatewayOptions, Omit<ObjectOptions, 'key' | 'contentType' | 'checksumSha256'> {
  /** The prefix of each key: `incoming/`. */
  readonly prefix?: string
  /** The size of a part in bytes, 5 MiB or more; 16 MiB by default. It grows if a file would have too many parts. */
  readonly partSize?: number
}

/** Larger files are sent in parts. */
const partsAbove = 16 * 1024 ** 2

/** The default size of parts, and their largest number (S3 User Guide, "Amazon S3 multipart upload limits"). */
const [usualPartBytes, mostParts] = [16 * 1024 ** 2, 10_000]

/**
 * Creates options for `@uppy/aws-s3` 6, which calls `signRequest` before each of its requests to S3. Objects and parts go to the store
 * with PUT, so stores without upload forms (R2, B2) work. Requests that start, list, complete or abort a multipart upload go to the
 * gateway, which keeps a register of these uploads. Uppy gets the answer as a `data:` URL, in the format of S3.
 * @example uppy.use(AwsS3, createUppyOptions({ url: 'https://sign.example.com', getToken, bucket: 'my-bucket', prefix: 'incoming/' }))
 */
export function createUppyOptions(
  { url, token, getToken, bucket, prefix = '', partSize = usualPartBytes, ...asked }: UppyOptions,
  environment: Environment = detectEnvironment(),
): UppyPluginOptions {
  const gateway = createGateway({ url, token, getToken }, environment)
  const signer = createUrlSigner(gateway, environment)
  const parts = createSentParts(gateway, environment, { bucket, expiresIn: asked.expiresIn })
  /** Chooses the size before Uppy splits the file, so that the gateway can sign the size of each part. */
  const choosePartSize = (bytes: number) => Math.max(partSize, Math.ceil(bytes / mostParts))
  /** The file for each key, because Uppy does not pass it to `signRequest`. */
  const filesByKey = new Map<string, Pick<UppyFile, 'size' | 'type'>>()

  async function signPut({ key, contentType }: UppyRequest): Promise<UppySigned> {
    const contentLength = filesByKey.get(key)?.size ?? undefined
    const options: SignOptions = { ...asked, bucket, key, type: 'upload', contentType, contentLength }
    const signed = await askWithLength('contentLength', 'content_length', options, signer.sign)
    return { ...toStoreRequest(signed), key: signed.key }
  }

  async function begin({ key }: UppyRequest): Promise<UppySigned> {
    const file = filesByKey.get(key)
    const size = file?.size ?? undefined
    const options = {
      ...{ ...asked, bucket, key, size, contentType: file?.type || undefined },
      partSize: size === undefined ? undefined : choosePartSize(size),
    }
    const begun = await askWithLength('size', 'size', options, (all) => gateway.call('multipartBegin', all))
    parts.keep(begun)
    return { ...answerWith('InitiateMultipartUploadResult', { UploadId: begun.uploadId }), key: begun.key }
  }

  async function complete(key: string, uploadId: string): Promise<UppySigned> {
    // The gateway lists the parts itself.
    const result = await gateway.call('multipartComplete', { uploadId, bucket, key })
    parts.forget(uploadId)
    const { location: Location, etag: ETag } = result
    return answerWith('CompleteMultipartUploadResult', { Location, Bucket: bucket, Key: result.key, ETag: ETag ?? '' })
  }

  async function abort(key: string, uploadId: string): Promise<UppySigned> {
    await gateway.call('multipartAbort', { uploadId, bucket, key })
    parts.forget(uploadId)
    return answerWith('AbortMultipartUploadResult', {})
  }

  async function signDelete(key: string): Promise<UppySigned> {
    return toStoreRequest(await signer.sign({ bucket, key, type: 'delete' }))
  }

  return {
    shouldUseMultipart: ({ size }) => (size ?? 0) > partsAbove,
    getChunkSize: ({ size }) => choosePartSize(size),
    generateObjectKey(file) {
      const key = chooseKey({ name: file.name ?? '' }, { bucket, prefix }, [])
      // Does not store the file itself, which would stay in memory while the page is open.
      filesByKey.set(key, { size: file.size, type: file.type })
      return key
    },
    async signRequest(request) {
      const { method, key, uploadId, partNumber } = request
      if (method === 'DELETE') return uploadId === undefined ? signDelete(key) : abort(key, uploadId)
      if (method === 'POST') return uploadId === undefined ? begin(request) : complete(key, uploadId)
      if (uploadId === undefined) return signPut(request)
      return partNumber === undefined ? parts.list(key, uploadId) : parts.sign(key, uploadId, partNumber)
    },
  }
}

export type { UppyPluginOptions } from './uppy-types.ts'
