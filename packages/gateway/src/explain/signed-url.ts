/** A signature of version 4, as the query of a URL or the fields of a form have it. */
export interface V4Signature {
  readonly version: 'v4'
  readonly accessKeyId: string
  /** The credential scope as it is written: `20260102/us-east-1/s3/aws4_request`. */
  readonly scope: string
  readonly region: string
  readonly service: string
  /** As it is written: `20260102T030405Z`. */
  readonly date: string
  /** Epoch milliseconds; undefined when the date is invalid. */
  readonly signedAt: number | undefined
  readonly expiresInSeconds: number | undefined
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly sessionToken: string | undefined
}

/** A signature of version 2. */
export interface V2Signature {
  readonly version: 'v2'
  readonly accessKeyId: string
  /** As it is written: epoch seconds. */
  readonly expires: string
  readonly signature: string
  readonly sessionToken: string | undefined
}

/** A query parameter, decoded once. A `+` stays a `+`. */
export type QueryParameter = readonly [name: string, value: string]

/** A URL as it was sent. It may be signed, and may be incomplete. */
export interface SentUrl {
  readonly scheme: string
  /** What a client sends as `Host`: in lowercase, without the default port of the scheme. */
  readonly host: string
  /** As it is written, with its leading slash. */
  readonly rawPath: string
  /** Decoded once; a `+` stays a `+`. */
  readonly path: string
  readonly rawQuery: string
  readonly query: readonly QueryParameter[]
  readonly signature: V4Signature | V2Signature | undefined
  /** The missing parameters of a signature that is incomplete; empty when there is no parameter of a signature at all. */
  readonly missing: readonly string[]
  /** Epoch milliseconds; undefined where the URL does not say it. */
  readonly expiresAt: number | undefined
}

const v4Names = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
] as const
const v2Names = ['AWSAccessKeyId', 'Expires', 'Signature'] as const

/** Names of parameters that belong to a signature, in lowercase. */
export const signatureNames: ReadonlySet<string> = new Set(
  [...v4Names, ...v2Names, 'X-Amz-Security-Token'].map((name) => name.toLowerCase()),
)

/**
 * Reads a URL as it is written. Libraries normalise whatever looks odd to them, and the oddity is exactly what `explain` looks for.
 * @returns undefined when it is not an HTTP URL
 */
export function readSentUrl(text: string): SentUrl | undefined {
  const match = /^(https?):\/\/([^/?#\\]+)([^?#]*)(?:\?([^#]*))?/i.exec(text)
  if (match === null) return undefined
  const [, scheme = '', authority = '', rawPath = '', rawQuery = ''] = match
  const isTls = scheme.toLowerCase() === 'https'
  const host = authority
    .toLowerCase()
    .replace(/^.*@/, '')
    .replace(isTls ? /:443$/ : /:80$/, '')
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/.test(host)) return undefined
  const query = rawQuery === '' ? [] : rawQuery.split('&').map(readParameter)
  const find = (name: string) => query.find(([one]) => one === name)?.[1]
  const hasV4 = v4Names.some((name) => find(name) !== undefined)
  const hasV2 = !hasV4 && (find('AWSAccessKeyId') !== undefined || find('Signature') !== undefined)
  const names: readonly string[] = hasV4 ? v4Names : hasV2 ? v2Names : []
  const missing = names.filter((name) => (find(name) ?? '') === '')
  const signature = missing.length > 0 || names.length === 0 ? undefined : hasV4 ? readV4(find) : readV2(find)
  return {
    scheme: scheme.toLowerCase(),
    host,
    rawPath: rawPath === '' ? '/' : rawPath,
    path: decode(rawPath === '' ? '/' : rawPath),
    rawQuery,
    query,
    signature,
    missing,
    expiresAt: findEnd(find),
  }
}

function readParameter(text: string): QueryParameter {
  const equals = text.indexOf('=')
  return equals === -1 ? [decode(text), ''] : [decode(text.slice(0, equals)), decode(text.slice(equals + 1))]
}

/** Finds the value of a parameter or of a field by its name. */
type Find = (name: string) => string | undefined

/** @param find finds a value by the name that it has in a URL */
export function readV4(find: Find): V4Signature {
  const credential = find('X-Amz-Credential') ?? ''
  const slash = credential.indexOf('/')
  const scope = slash === -1 ? '' : credential.slice(slash + 1)
  const [, region = '', service = ''] = scope.split('/')
  const date = find('X-Amz-Date') ?? ''
  const expires = find('X-Amz-Expires') ?? ''
  return {
    version: 'v4',
    accessKeyId: slash === -1 ? credential : credential.slice(0, slash),
    scope,
    region,
    service,
    date,
    signedAt: readAmzDate(date),
    expiresInSeconds: /^-?\d{1,10}$/.test(expires) ? Number(expires) : undefined,
    signedHeaders: (find('X-Amz-SignedHeaders') ?? 'host').toLowerCase().split(';'),
    signature: find('X-Amz-Signature') ?? '',
    sessionToken: find('X-Amz-Security-Token'),
  }
}

/** @param find finds a value by the name that it has in a URL */
export function readV2(find: Find): V2Signature {
  return {
    version: 'v2',
    accessKeyId: find('AWSAccessKeyId') ?? '',
    expires: find('Expires') ?? '',
    signature: find('Signature') ?? '',
    sessionToken: find('x-amz-security-token') ?? find('X-Amz-Security-Token'),
  }
}

/** Converts `20260102T030405Z` to epoch milliseconds. */
function readAmzDate(date: string): number | undefined {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const time = iso === date ? Number.NaN : Date.parse(iso)
  return Number.isNaN(time) ? undefined : time
}

/** Finds when a URL expires, even if the URL is incomplete. */
function findEnd(find: Find): number | undefined {
  const { signedAt, expiresInSeconds } = readV4(find)
  if (signedAt !== undefined && expiresInSeconds !== undefined) return signedAt + expiresInSeconds * 1000
  const expires = find('Expires') ?? ''
  return /^\d{1,11}$/.test(expires) && find('Signature') !== undefined ? Number(expires) * 1000 : undefined
}

/** Percent-decodes every complete escape; any other `%` stays. */
export function decode(text: string): string {
  if (!text.includes('%')) return text
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
    return bytes.toString()
  })
}
