import { maxExpiresInSeconds, type PresignRequest } from '@signpost/presign'
import { type Static, type TObject, Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import type { Credential } from '../core/model.ts'
import { formatContentDisposition } from './content-disposition.ts'
import { defineHeaderText, requestPayerParam } from './header-fields.ts'
import { versionIdParam } from './object-params.ts'
import { publishBounds } from './published-schema.ts'

/** The longest name that file systems store. */
const maxFileNameCharacters = 255

/** The parameters of a download, in wire names. All of them are signed. */
export const downloadFields = {
  filename: Type.Optional(
    defineText(
      {
        description: 'Name under which browsers save the download, in any script',
        examples: ['Report 2026.pdf'],
        ...publishBounds({ minLength: 1, maxLength: maxFileNameCharacters }),
      },
      (text) => {
        if (text === '' || text.length > maxFileNameCharacters) {
          return `must be a file name of 1 to ${maxFileNameCharacters} characters`
        }
        return text.isWellFormed() ? undefined : 'must be well-formed Unicode: it contains half of a surrogate pair'
      },
    ),
  ),
  disposition: Type.Optional(
    Type.Enum(['attachment', 'inline'], {
      description:
        'Whether browsers save the download (`attachment`) or show it; by default `attachment` with a `filename`, and otherwise the object’s own setting',
    }),
  ),
  response_content_type: Type.Optional(
    defineHeaderText('Content-Type that S3 sends with the download, instead of the object’s own', {
      examples: ['application/pdf'],
    }),
  ),
  response_cache_control: Type.Optional(
    defineHeaderText('Cache-Control that S3 sends with the download, instead of the object’s own', {
      examples: ['private, max-age=60'],
    }),
  ),
  response_content_language: Type.Optional(
    defineHeaderText('Content-Language that S3 sends with the download, instead of the object’s own', {
      examples: ['de'],
    }),
  ),
  response_content_encoding: Type.Optional(
    defineHeaderText('Content-Encoding that S3 sends with the download, instead of the object’s own', {
      examples: ['gzip'],
    }),
  ),
  response_expires: Type.Optional(
    defineHeaderText('Expires that S3 sends with the download, instead of the object’s own', {
      examples: ['Thu, 01 Jan 2026 00:00:00 GMT'],
      findProblem: (text) =>
        new Date(text).toUTCString() === text
          ? undefined
          : 'must be a date in the format of HTTP, such as Thu, 01 Jan 2026 00:00:00 GMT',
    }),
  ),
  version_id: Type.Optional(versionIdParam),
  request_payer: Type.Optional(requestPayerParam),
  stable: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: maxExpiresInSeconds,
      examples: [3600],
      description:
        'Number of seconds for which the same request gets the same URL, so that browsers and CDNs can cache the download; the lifetime of the URL is the sum of this and `expires_in`',
      'x-rule': `must be a whole number of seconds from 1 to ${maxExpiresInSeconds}`,
    }),
  ),
  redirect: Type.Optional(
    Type.Boolean({
      examples: [true],
      description: '`true` answers with a redirect (302) to the URL, for links and `<img src>`',
    }),
  ),
}

/** Parameters that {@link downloadFields} describe. */
export type DownloadParams = Static<TObject<typeof downloadFields>>

/** The parameters whose value S3 sends as a header. S3 API Reference, "GetObject", URI request parameters. */
const overrides = [
  'response_content_type',
  'response_cache_control',
  'response_content_language',
  'response_content_encoding',
  'response_expires',
] as const satisfies readonly (keyof DownloadParams)[]

/** Makes the query that a download signs for its parameters, and the headers that the client has to send. */
export function toDownloadRequest(
  params: DownloadParams,
  { signatureVersion }: Pick<Credential, 'signatureVersion'>,
): Pick<PresignRequest, 'query' | 'headers'> {
  const { filename, disposition, version_id, request_payer } = params
  const query: Record<string, string> = {}
  if (filename !== undefined || disposition !== undefined) {
    query['response-content-disposition'] = formatContentDisposition(disposition ?? 'attachment', filename)
  }
  for (const name of overrides) {
    const value = params[name]
    if (value !== undefined) query[name.replaceAll('_', '-')] = value
  }
  if (version_id !== undefined) query.versionId = version_id
  if (request_payer === undefined) return { query }
  const payer = { 'x-amz-request-payer': request_payer }
  // SigV2 does not sign this parameter in the query, but it signs the header.
  return signatureVersion === 'v2' ? { query, headers: payer } : { query: { ...query, ...payer } }
}
