import { findKeyProblem, maxUploadBytes } from '@signpost/presign'
import { type Static, type TObject, Type } from 'typebox'
import type { Access } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import { defineText } from '../core/define-text.ts'
import { formatTime } from '../core/format-time.ts'
import { toTaggingXml } from './metadata-fields.ts'
import { aclParam, bucketParam, keyParam, signingFields } from './object-params.ts'
import { defineOperation } from './operation.ts'
import { publishBounds } from './published-schema.ts'
import { toObjectAccess } from './sign-object.ts'
import { uploadFormExamples } from './upload-form-examples.ts'
import { toUploadHeaders, uploadFields } from './upload-options.ts'

/** The text in a key that S3 replaces with the name of the client's file. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation
const fileNameVariable = '${filename}'

/** The upload parameters that S3 reads from a form. S3 API Reference, "POST Object", form fields. */
const optionNames = [
  'content_type',
  'cache_control',
  'content_disposition',
  'content_encoding',
  'metadata',
  'tags',
  'storage_class',
  'server_side_encryption',
  'kms_key_id',
] as const

const optionFields = Object.fromEntries(optionNames.map((name) => [name, uploadFields[name]])) as Pick<
  typeof uploadFields,
  (typeof optionNames)[number]
>

/** The most bytes that the fields of a form may have together, without the file. S3 API Reference, "POST Object". */
const maxFieldBytes = 20_480

const bytesRule = `must be a whole number of bytes from 0 to ${maxUploadBytes} (5 GiB, the most that one form may send)`

const body = Type.Object({
  bucket: bucketParam,
  key_name: Type.Optional(keyParam),
  key_prefix: Type.Optional(
    defineText(
      {
        description: 'Beginning of the key, instead of `key_name`; S3 appends the name of the client’s file',
        ...publishBounds({ minLength: 1, maxLength: 1023 }),
      },
      // A prefix is valid when a key can begin with it.
      (prefix) => (prefix === '' ? 'must not be empty' : findKeyProblem(`${prefix}a`)),
    ),
  ),
  max_bytes: Type.Integer({
    minimum: 0,
    maximum: maxUploadBytes,
    description: 'The most bytes that the file may have; S3 refuses a larger one',
    'x-rule': bytesRule,
  }),
  min_bytes: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: maxUploadBytes,
      default: 0,
      description: 'The fewest bytes that the file may have; S3 refuses a smaller one',
      'x-rule': bytesRule,
    }),
  ),
  content_type_prefix: Type.Optional(
    defineText(
      {
        description:
          'Beginning of the Content-Type, such as `image/`, instead of `content_type`. The client then adds a field `Content-Type`, before the file',
        ...publishBounds({ pattern: '^[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]*$' }),
      },
      (text) =>
        /^[\w.+-]+\/[\w.+-]*$/.test(text) ? undefined : 'must be the beginning of a media type, such as image/',
    ),
  ),
  ...optionFields,
  acl: Type.Optional(aclParam),
  success_status: Type.Optional(
    Type.Integer({
      enum: [200, 201, 204],
      default: 204,
      description: 'Status of S3’s response to an upload; with 201 the body contains the key and the ETag',
    }),
  ),
  success_redirect: Type.Optional(
    defineText(
      {
        description: 'Where S3 sends the browser after the upload, with bucket, key and ETag in the query',
        ...publishBounds({ format: 'uri' }),
      },
      (url) =>
        /^https?:\/\/[\x21-\x7e]+$/.test(url) && URL.canParse(url)
          ? undefined
          : 'must be an absolute URL, such as https://example.com/done',
    ),
  ),
  ...signingFields,
})

type FormParams = Static<typeof body>

/** `POST /awss3/upload-form`: signs a form (POST policy) that uploads one file, within limits that S3 enforces. */
export const uploadForm = defineOperation({
  name: 'upload_form',
  method: 'POST',
  path: '/awss3/upload-form',
  category: 'Signed URLs',
  effect: 'sign',
  summary: 'Sign a form that uploads one file, with limits on size and type',
  description:
    'Returns the fields of an HTML form (`multipart/form-data`) with which a web page uploads one file to S3. S3 itself refuses a file that is larger or smaller than the form allows, or of another type. Send the fields in their order, and the file last, as the field `file`.',
  usage:
    'Use it when a web page is to upload with a plain HTML form, or when S3 must enforce a limit on size or type for a file that is not known yet. Put every field of the result into the form, in order, and the file last.',
  input: { body },
  result: Type.Object({
    url: Type.String({ description: 'Where to send the form' }),
    method: Type.String({ description: 'HTTP method', ...publishBounds({ enum: ['POST'] }) }),
    fields: Type.Record(Type.String(), Type.String(), {
      description: 'The fields to send unchanged, in this order; the file comes last, as the field `file`',
    }),
    expiresAt: Type.String({ format: 'date-time', description: 'When the form expires' }),
    bucket: Type.String({ description: 'The bucket, as requested' }),
    key: Type.Optional(Type.String({ description: 'The key that was signed' })),
    keyPrefix: Type.Optional(Type.String({ description: 'Beginning of the key, instead of `key`' })),
    warnings: Type.Optional(
      Type.Array(Type.String(), { description: 'What the caller should know; absent when there is nothing to say' }),
    ),
  }),
  examples: uploadFormExamples,
  requires: (params) => [toFormAccess(params)],
  async handle(params, [access], { resolveAccess }) {
    if (access === undefined) throw new Error('There is no upload to sign for')
    const resolved = await resolveAccess(access)
    const { content_type: _type, tags: _tags, ...plain } = params
    const { url, method, fields, expiresAt } = resolved.signForm({
      maxBytes: params.max_bytes,
      ...(params.min_bytes === undefined ? {} : { minBytes: params.min_bytes }),
      ...(params.content_type === undefined ? {} : { contentType: params.content_type }),
      ...(params.content_type_prefix === undefined ? {} : { contentTypePrefix: params.content_type_prefix }),
      fields: {
        ...toUploadHeaders(pickOptions(plain)).headers,
        ...(params.tags === undefined ? {} : { tagging: toTaggingXml(params.tags) }),
        ...(params.success_status === undefined ? {} : { success_action_status: String(params.success_status) }),
        ...(params.success_redirect === undefined ? {} : { success_action_redirect: params.success_redirect }),
      },
    })
    checkFieldBytes(fields)
    const { bucket, key } = access
    const name = params.key_name === undefined ? { keyPrefix: key } : { key }
    return {
      result: { url, method, fields, expiresAt: formatTime(expiresAt), bucket, ...name },
      signings: [resolved],
      warnings: resolved.warnings,
    }
  },
})

/** @throws AppError `invalid_request` when parameters exclude each other */
function toFormAccess(params: FormParams): Access {
  const { key_name, key_prefix, max_bytes, content_type_prefix } = params
  checkTogether(params)
  const upload = toObjectAccess('upload', { ...params, key_name: key_name ?? key_prefix ?? '' })
  const contentType = params.content_type ?? (content_type_prefix === undefined ? undefined : `${content_type_prefix}*`)
  const options = toUploadHeaders(pickOptions(params)).features.map(({ parameter, feature }) => ({
    parameter,
    feature: feature === 'object_headers' ? ('form_object_headers' as const) : feature,
  }))
  return {
    ...upload,
    ...(key_name === undefined ? { isKeyPrefix: true } : {}),
    held: { bytes: max_bytes, contentType },
    features: [{ parameter: 'max_bytes', feature: 'post_form' }, ...options],
  }
}

/** @throws AppError `invalid_request` when S3 would refuse the form for its size */
function checkFieldBytes(fields: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(Object.entries(fields).flat().join(''))
  if (bytes <= maxFieldBytes) return
  const message = `The form would have ${bytes} bytes of fields, but S3 accepts only ${maxFieldBytes}: shorten \`tags\`, \`metadata\`, headers or \`success_redirect\`. Each counts twice, because the policy repeats it.`
  throw new AppError('invalid_request', { message })
}

function pickOptions(params: Partial<FormParams>): Static<TObject<typeof optionFields>> {
  return Object.fromEntries(optionNames.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]]])))
}

function checkTogether(params: FormParams): void {
  const { key_name, key_prefix, max_bytes, min_bytes = 0 } = params
  const details = [
    ...((key_name === undefined) === (key_prefix === undefined)
      ? [['key_name', 'is required, or `key_prefix` instead: send exactly one of them'] as const]
      : []),
    ...(['key_name', 'key_prefix'] as const)
      .filter((name) => params[name]?.includes(fileNameVariable))
      .map((name) => [name, `must not contain ${fileNameVariable}, which S3 replaces: use \`key_prefix\``] as const),
    ...(min_bytes > max_bytes ? [['min_bytes', 'must not be above `max_bytes`'] as const] : []),
    ...(params.content_type !== undefined && params.content_type_prefix !== undefined
      ? [['content_type_prefix', 'excludes `content_type`: send either the exact type or its beginning'] as const]
      : []),
    ...(params.success_status !== undefined && params.success_redirect !== undefined
      ? [['success_status', 'must be left out: with `success_redirect` S3 answers 303'] as const]
      : []),
  ].map(([parameter, problem]) => ({ parameter, message: `\`${parameter}\` ${problem}` }))
  if (details.length > 0) throw new AppError('invalid_request', { details })
}
