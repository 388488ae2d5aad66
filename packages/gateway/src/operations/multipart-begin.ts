import { Type } from 'typebox'
import type { AskedFeature } from '../core/access.ts'
import { AppError, restate } from '../core/app-error.ts'
import { newId } from '../core/ids.ts'
import type { MultipartUpload } from '../core/model.ts'
import { listUploadHeaders } from '../s3/multipart-upload.ts'
import { abortMultipartUpload } from '../s3/requests/abort-multipart-upload.ts'
import { createMultipartUpload } from '../s3/requests/create-multipart-upload.ts'
import { mayHaveHappened, S3Error } from '../s3/s3-error.ts'
import { checksumAlgorithmParam } from './checksum-fields.ts'
import { beginExample } from './multipart-examples.ts'
import { multipartCategory, signedPartsResult, uploadResult, warningsResult } from './multipart-fields.ts'
import { aclParam, objectFields, signingFields } from './object-params.ts'
import { defineOperation, type ResolvedAccess } from './operation.ts'
import { countParts, maxObjectBytes, maxPartBytes, minPartBytes, planParts } from './plan-parts.ts'
import { listFirstParts, signParts } from './sign-parts.ts'
import { toUploadHeaders, uploadFields } from './upload-options.ts'

// `size` announces the size. S3 verifies no checksum of a whole object that is sent in parts, only those of the parts.
const {
  content_length: _length,
  content_md5: _md5,
  checksum_sha256: _sha256,
  checksum_sha1: _sha1,
  checksum_crc32: _crc32,
  checksum_crc32c: _crc32c,
  checksum_crc64nvme: _crc64nvme,
  ...objectOptions
} = uploadFields

const body = Type.Object({
  ...objectFields,
  size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: maxObjectBytes,
      description:
        'Size of the whole object in bytes. With it, the signature covers the size of each part, and an incomplete upload is not completed',
      'x-rule': `must be a whole number of bytes from 0 to ${maxObjectBytes} (5 TiB, the largest object that S3 stores)`,
    }),
  ),
  part_size: Type.Optional(
    Type.Integer({
      minimum: minPartBytes,
      maximum: maxPartBytes,
      description:
        'Size of each part except the last one, in bytes. By default the gateway chooses it: 16 MiB for objects of up to 156 GiB',
      'x-rule': `must be a whole number of bytes from ${minPartBytes} (5 MiB) to ${maxPartBytes} (5 GiB)`,
    }),
  ),
  acl: Type.Optional(aclParam),
  checksum_algorithm: Type.Optional(checksumAlgorithmParam),
  ...objectOptions,
  ...signingFields,
})

/** `POST /awss3/multipart`: begins an upload in parts. */
export const multipartBegin = defineOperation({
  name: 'multipart_begin',
  method: 'POST',
  path: '/awss3/multipart',
  category: multipartCategory,
  effect: 'change',
  summary: 'Begin an upload in parts',
  description:
    'Begins the upload of an object of up to 5 TiB, in up to 10,000 parts. The answer contains the URLs of the first 20 parts, unless the parts have checksums; `parts` signs the others. The gateway aborts an upload that is neither completed nor aborted after a week, unless the operator has set another time.',
  usage:
    'Use it for files above 100 MB, or when an upload has to survive interruptions. Send `size`. Then PUT each part of `partSize` bytes to the URL with its number, keep the `ETag` header of each answer, ask `multipart_parts` for the URLs of further parts, and finish with `multipart_complete`.',
  input: { body },
  result: Type.Object({
    ...uploadResult,
    size: Type.Optional(Type.Integer({ description: 'Announced size of the whole object in bytes' })),
    partSize: Type.Integer({ description: 'Size of each part except the last one, in bytes' }),
    partCount: Type.Optional(Type.Integer({ description: 'Number of parts; absent without a `size`' })),
    ...signedPartsResult,
    expiresAt: Type.Optional(signedPartsResult.expiresAt),
    warnings: warningsResult,
  }),
  examples: [beginExample],
  requires(params) {
    const { features } = toUploadHeaders(params)
    const asked: AskedFeature[] = features.map(({ parameter, feature }) => ({
      parameter,
      feature: feature === 'if_none_match' ? 'multipart_if_none_match' : feature,
    }))
    if (params.size !== undefined) asked.push({ parameter: 'size', feature: 'content_length' })
    if (params.checksum_algorithm !== undefined) {
      asked.push({ parameter: 'checksum_algorithm', feature: 'multipart_checksum' })
    }
    return [
      {
        action: 'upload',
        bucket: params.bucket,
        key: params.key_name,
        acl: params.acl,
        expiresInSeconds: params.expires_in,
        credentialName: params.credential,
        held: { bytes: params.size, contentType: params.content_type },
        features: asked,
      },
    ]
  },
  async handle(params, [access], { now, accountId, uploads, resolveAccess }) {
    if (access === undefined) throw new Error('There is no object to upload')
    const { bucket, key, acl } = access
    const plan = planParts({ sizeBytes: params.size, partSizeBytes: params.part_size })
    const resolved = await resolveAccess(access)
    // The ACL is sent when the upload is begun. A part has no ACL of its own.
    const signer = acl === undefined ? resolved : await resolveAccess({ ...access, acl: undefined })
    const { 'if-none-match': condition, ...headers } = toUploadHeaders(params).headers
    const { content_type: contentType, checksum_algorithm: checksumAlgorithm } = params
    const begun: MultipartUpload = {
      ...{ id: newId('upl'), accountId, credentialId: resolved.credentialId, bucket, key, state: 'begun' },
      ...(plan.sizeBytes === undefined ? {} : { sizeBytes: plan.sizeBytes }),
      partSizeBytes: plan.partSizeBytes,
      ...(contentType === undefined ? {} : { contentType }),
      ...(checksumAlgorithm === undefined ? {} : { checksumAlgorithm }),
      isRequesterPays: params.request_payer !== undefined,
      mustNotReplace: condition !== undefined,
      createdAt: now,
    }
    // Stored before the request to S3, so that the sweeper knows where to look for an upload whose answer was lost.
    await uploads.insert(begun)
    const uploadId = await resolved
      .call(createMultipartUpload({ bucket, key, headers, acl: params.acl, checksumAlgorithm }))
      .catch(async (error: unknown) => {
        if (!mayHaveHappened((error as Error).cause)) await uploads.remove(begun.id)
        throw explainRefusal(error, Object.keys(params))
      })
    await uploads.update(begun.id, { state: 'open', uploadId }).catch(async (error: unknown) => {
      await abort(resolved, { ...begun, uploadId })
      throw error
    })
    const partCount = countParts(plan)
    const upload = { ...begun, uploadId }
    return {
      result: {
        ...{ uploadId, bucket, key },
        ...(plan.sizeBytes === undefined ? {} : { size: plan.sizeBytes }),
        partSize: plan.partSizeBytes,
        ...(partCount === undefined ? {} : { partCount }),
        // A part with a checksum is signed later, once the checksum is known.
        ...(checksumAlgorithm === undefined
          ? signParts({ upload, resolved: signer }, listFirstParts(partCount))
          : { parts: [] }),
      },
      signings: [resolved],
      warnings: resolved.warnings,
    }
  },
})

/** The parameters whose values only the store can validate. */
const storeParams = new Set(['acl', 'storage_class', 'server_side_encryption', 'kms_key_id', 'tags', 'metadata'])

/** Turns the store's refusal of a client's values into an error of the request, because the mistake is the client's. */
function explainRefusal(error: unknown, given: readonly string[]): unknown {
  const asked = given.filter((name) => storeParams.has(name))
  if (!(error instanceof AppError) || error.code !== 'store_error' || asked.length === 0) return error
  if (!(error.cause instanceof S3Error) || ![400, 501].includes(error.cause.status)) return error
  const details = asked.map((parameter) => ({
    parameter,
    message: `\`${parameter}\` may be the value that the store refuses: ${error.message}`,
  }))
  return restate(error, { code: 'invalid_request', details })
}

/** Aborts an upload whose id could not be registered. When this fails, the sweeper finds the upload. */
async function abort(resolved: ResolvedAccess, upload: MultipartUpload & { readonly uploadId: string }): Promise<void> {
  const { bucket, key, uploadId } = upload
  await resolved
    .call(abortMultipartUpload({ bucket, key, uploadId, headers: listUploadHeaders(upload) }))
    .catch(() => {})
}
