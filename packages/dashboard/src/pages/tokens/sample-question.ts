import { type Asked, readRule } from './allow-rules.ts'

/** The extensions of sample files for common content types. */
const sampleFiles: readonly (readonly [type: string, extension: string])[] = [
  ['text/plain', 'txt'],
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/webp', 'webp'],
  ['image/svg+xml', 'svg'],
  ['application/pdf', 'pdf'],
  ['application/json', 'json'],
  ['application/zip', 'zip'],
  ['video/mp4', 'mp4'],
  ['audio/mpeg', 'mp3'],
  ['text/csv', 'csv'],
  ['text/html', 'html'],
]

/**
 * Chooses a content type that a token accepts, with the extension of such files.
 * @param contentTypes the token's; undefined if it accepts all
 */
export function chooseSampleType(contentTypes: readonly string[] | undefined): {
  readonly type: string
  readonly extension: string
} {
  const [allowed = 'text/plain'] = contentTypes ?? []
  const fits = ([type]: readonly [string, string]) =>
    allowed.endsWith('/*') ? type.startsWith(allowed.slice(0, -1)) : type === allowed
  const [type, extension] = sampleFiles.find(fits) ?? [allowed.replace('*', 'octet-stream'), 'bin']
  return { type, extension }
}

interface TokenScope {
  readonly allow?: readonly string[] | undefined
  readonly contentTypes?: readonly string[] | undefined
}

/**
 * Chooses a request that a token allows: the action of its first rule, with a bucket and a key that the rule covers.
 * @param buckets names of buckets, for rules that name none. The bucket of the result is empty if none matches
 */
export function chooseQuestion({ allow, contentTypes }: TokenScope, buckets: readonly string[]): Asked {
  const row = allow?.map(readRule).find((one) => one !== undefined)
  const { extension } = chooseSampleType(contentTypes)
  if (row === undefined) return { action: 'upload', bucket: buckets[0] ?? '', key: `hello.${extension}` }
  const action = row.action === '*' ? 'upload' : row.action
  const bucket = row.bucket.endsWith('*')
    ? (buckets.find((name) => name.startsWith(row.bucket.slice(0, -1))) ?? '')
    : row.bucket
  if (action === 'list') return { action, bucket, key: row.key }
  return { action, bucket, key: row.isPrefix ? `${row.key}hello.${extension}` : row.key }
}
