import { maxExpiresInSeconds, type PresignRequest } from '@signpost/presign'
import { type Static, type TObject, Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import type { Credential } from '../core/model.ts'
import { formatContentDisposition } from './content-disposition.ts'
import { defineHeaderText, requestPayerParam } from './header-fields.ts'
import { versionIdParam } from './object-params.ts'
import { publishBounds } from './published-schema.ts'

/** File systems keep no longer names. */
const maxFileNameCharacters = 255

/** What a download may ask for, in wire names. All of it is part of what is signed. */
export const downloadFields = {
  filename: Type.Optional(
    defineText(
      {
        description: 'Name that browsers save the download under, in any script',
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
        'Whether browsers save the download or show it; `attachment` where there is a `filename`, else what the object says',
    }),
  ),
  response_content_type: Type.Optional(
    defineHeaderText('Content-Type that S3 sends with the download, in place of the object’s own', {
      examples: ['application/pdf'],
    }),
  ),
  response_cache_control: Type.Optional(
    defineHeaderText('Cache-Control that S3 sends with the download, in place of the object’s own', {
      examples: ['private, max-age=60'],
    }),
  ),
  response_content_language: Type.Optional(
    defineHeaderText('Content-Language that S3 sends with the download, in place of the object’s own', {
      examples: ['de'],
    }),
  ),
  response_content_encoding: Type.Optional(
    defineHeaderText('Content-Encoding that S3 sends with the download, in place of the object’s own', {
      examples: ['gzip'],
    }),
  ),
  response_expires: Type.Optional(
    defineHeaderText('Expires that S3 sends with the download, in place of the object’s own', {
      examples: ['Thu, 01 Jan 2026 00:00:00 GMT'],
      findProblem: (text) =>
        new Date(text).toUTCString() === text
          ? undefined
          : 'must be a date as HTTP writes it, such as Thu, 01 Jan 2026 00:00:00 GMT',
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
        'For so many seconds the same request gets the same URL, so that browsers and CDNs can cache what it fetches; the URL lives for these and `expires_in` together',
      'x-rule': `must be a whole number of seconds from 1 to ${maxExpiresInSeconds}`,
    }),
  ),
  redirect: Type.Optional(
    Type.Boolean({
      examples: [true],
      description: '`true` answers with a redirection (302) to the URL, for links and `<img src>`',
    }),
  ),
}

/** Parameters as {@link downloadFields} describe them. */
export type DownloadParams = Static<TObject<typeof downloadFields>>

/** The parameters whose value S3 sends as a header. S3 API Reference, "GetObject", URI request parameters. */
const overrides = [
  'response_content_type',
  'response_cache_control',
  'response_content_language',
  'response_content_encoding',
  'response_expires',
] as const satisfies readonly (keyof DownloadParams)[]

/** The query that a download signs for its parameters, and the headers that the client has to send. */
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
  // SigV2 covers no such parameter of a query, but the header.
  return signatureVersion === 'v2' ? { query, headers: payer } : { query: { ...query, ...payer } }
}
