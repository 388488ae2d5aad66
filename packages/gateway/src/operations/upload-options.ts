import { maxUploadBytes } from '@signpost/presign'
import type { Static, TObject } from 'typebox'
import { Type } from 'typebox'
import type { AskedFeature } from '../core/access.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import type { StoreFeature } from '../core/preset.ts'
import { digestFields } from './checksum-fields.ts'
import { defineHeaderText, requestPayerParam } from './header-fields.ts'
import { metadataParam, tagsParam, toMetadataHeaders, toTagging } from './metadata-fields.ts'
import { leftOut } from './published-schema.ts'

/** RFC 9110, section 8.3.1. */
const mediaType = /^[!#$&^_.+A-Za-z0-9-]+\/[!#$&^_.+A-Za-z0-9-]+( *;[ -~]*[!-~])?$/

/** The options of an upload, in wire names. Each is signed as a header, so S3 enforces it. */
export const uploadFields = {
  content_type: Type.Optional(
    defineHeaderText('Content-Type of the upload, such as `image/png`: the client must send exactly this one', {
      pattern: mediaType.source,
      examples: ['image/png'],
      findProblem: (text) => (mediaType.test(text) ? undefined : 'must be a media type, such as image/png'),
    }),
  ),
  content_length: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: maxUploadBytes,
      examples: [5_000_000],
      description: 'Exact size of the upload in bytes; S3 refuses any other. Browsers send the header automatically',
      'x-rule': `must be a whole number of bytes from 0 to ${maxUploadBytes} (5 GiB, the most that one PUT may send): upload a larger file in parts, with multipart`,
    }),
  ),
  ...digestFields,
  if_none_match: Type.Optional(
    Type.Enum(['*'], {
      description: '`*`: S3 refuses the upload with 412 when there is already an object with this key',
    }),
  ),
  cache_control: Type.Optional(
    defineHeaderText('Cache-Control that S3 sends with each download of the object', { examples: ['max-age=3600'] }),
  ),
  content_disposition: Type.Optional(
    defineHeaderText('Content-Disposition that S3 sends with each download of the object', { examples: ['inline'] }),
  ),
  content_encoding: Type.Optional(
    defineHeaderText('Content-Encoding of the object, such as `gzip`', { examples: ['gzip'] }),
  ),
  content_language: Type.Optional(
    defineHeaderText('Content-Language of the object, such as `de`', { examples: ['de'] }),
  ),
  metadata: Type.Optional(metadataParam),
  tags: Type.Optional(tagsParam),
  storage_class: Type.Optional(
    Type.String({
      pattern: '^[\\w.-]{1,64}$',
      examples: ['STANDARD'],
      description: 'Storage class, such as `STANDARD_IA`; stores other than AWS have names of their own',
      'x-rule': 'must be the name of a storage class, such as STANDARD_IA',
    }),
  ),
  server_side_encryption: Type.Optional(
    Type.Enum(['AES256', 'aws:kms'], { description: 'How S3 encrypts the stored object' }),
  ),
  kms_key_id: Type.Optional(
    defineHeaderText('Key ID, alias or ARN of the KMS key; needs `server_side_encryption=aws:kms`', {
      examples: leftOut,
    }),
  ),
  request_payer: Type.Optional(requestPayerParam),
}

/** Parameters that {@link uploadFields} describe. */
export type UploadParams = Static<TObject<typeof uploadFields>>

/** The headers and features that the parameters of an upload need. */
export interface UploadHeaders {
  /** The headers to sign, which the client must send: lowercase names. */
  readonly headers: Readonly<Record<string, string>>
  /** The features that the store needs, for `Access.features`. */
  readonly features: readonly AskedFeature[]
}

/** A parameter whose value becomes the value of a header. */
type PlainParam = Exclude<keyof UploadParams, 'metadata' | 'tags'>

/** S3 API Reference, "PutObject", request headers. */
const plainParams: Readonly<Record<PlainParam, readonly [header: string, feature: StoreFeature]>> = {
  content_type: ['content-type', 'content_type'],
  content_length: ['content-length', 'content_length'],
  content_md5: ['content-md5', 'content_md5'],
  checksum_sha256: ['x-amz-checksum-sha256', 'checksum'],
  checksum_sha1: ['x-amz-checksum-sha1', 'checksum'],
  checksum_crc32: ['x-amz-checksum-crc32', 'checksum'],
  checksum_crc32c: ['x-amz-checksum-crc32c', 'checksum'],
  checksum_crc64nvme: ['x-amz-checksum-crc64nvme', 'checksum'],
  if_none_match: ['if-none-match', 'if_none_match'],
  cache_control: ['cache-control', 'object_headers'],
  content_disposition: ['content-disposition', 'object_headers'],
  content_encoding: ['content-encoding', 'object_headers'],
  content_language: ['content-language', 'object_headers'],
  storage_class: ['x-amz-storage-class', 'storage_class'],
  server_side_encryption: ['x-amz-server-side-encryption', 'server_side_encryption'],
  kms_key_id: ['x-amz-server-side-encryption-aws-kms-key-id', 'kms'],
  request_payer: ['x-amz-request-payer', 'request_payer'],
}

/** The names of all parameters of an upload. */
export const uploadParamNames = Object.keys(uploadFields) as readonly (keyof UploadParams)[]

const nothing: UploadHeaders = { headers: {}, features: [] }

/**
 * Makes the headers that an upload signs for its parameters, and lists the store features that they need. It ignores other parameters.
 * @throws AppError `invalid_request` when two parameters exclude each other
 */
export function toUploadHeaders(params: UploadParams): UploadHeaders {
  const given = uploadParamNames.filter((name) => !isEmpty(params[name]))
  if (given.length === 0) return nothing
  checkCombination(params, given)
  const headers: Record<string, string> = {}
  const features: AskedFeature[] = []
  for (const parameter of given) {
    if (parameter === 'metadata') Object.assign(headers, toMetadataHeaders(params.metadata ?? {}))
    else if (parameter === 'tags') headers['x-amz-tagging'] = toTagging(params.tags ?? {})
    else headers[plainParams[parameter][0]] = String(params[parameter])
    const feature = parameter === 'metadata' || parameter === 'tags' ? parameter : plainParams[parameter][1]
    features.push({ parameter, feature })
  }
  if (params.server_side_encryption === 'aws:kms')
    features.push({ parameter: 'server_side_encryption', feature: 'kms' })
  return { headers, features }
}

/** Whether a value asks for nothing, as an object without names does. */
function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}

function checkCombination(params: UploadParams, given: readonly string[]): void {
  const details: ErrorDetail[] = []
  const [, second] = given.filter((name) => name.startsWith('checksum_'))
  if (second !== undefined) {
    details.push({
      parameter: second,
      message: `\`${second}\` must be left out: S3 accepts one checksum, and \`content_md5\` besides it`,
    })
  }
  if (params.kms_key_id !== undefined && params.server_side_encryption !== 'aws:kms') {
    details.push({ parameter: 'kms_key_id', message: '`kms_key_id` needs `server_side_encryption=aws:kms`' })
  }
  if (details.length > 0) throw new AppError('invalid_request', { details })
}
