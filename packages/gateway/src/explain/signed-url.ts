/** What a signature of version 4 says in the query of a URL, or in the fields of a form. */
export interface V4Signature {
  readonly version: 'v4'
  readonly accessKeyId: string
  /** `20260102/us-east-1/s3/aws4_request`, as it is written. */
  readonly scope: string
  readonly region: string
  readonly service: string
  /** As it is written: `20260102T030405Z`. */
  readonly date: string
  /** Epoch milliseconds; undefined when the date is none. */
  readonly signedAt: number | undefined
  readonly expiresInSeconds: number | undefined
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly sessionToken: string | undefined
}

/** The same of version 2. */
export interface V2Signature {
  readonly version: 'v2'
  readonly accessKeyId: string
  /** As it is written: epoch seconds. */
  readonly expires: string
  readonly signature: string
  readonly sessionToken: string | undefined
}

/** A query parameter, decoded once. A `+` stays one. */
export type QueryParameter = readonly [name: string, value: string]

/** A URL as it was sent. It may be signed, and need not be whole. */
export interface SentUrl {
  readonly scheme: string
  /** What a client sends as `Host`: in lowercase, without the scheme's own port. */
  readonly host: string
  /** As it is written, with its leading slash. */
  readonly rawPath: string
  /** Decoded once, a `+` as it is. */
  readonly path: string
  readonly rawQuery: string
  readonly query: readonly QueryParameter[]
  readonly signature: V4Signature | V2Signature | undefined
  /** Parameters of a signature that are missing, of one that has been begun. */
  readonly missing: readonly string[]
  /** Epoch milliseconds; undefined where nothing says it. */
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
 * Reads a URL letter by letter. No library does: each makes another URL of what it takes for odd, and the oddity is what is looked for.
 * @returns undefined when it is no URL of HTTP
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

/** @param find finds a field by its name as a URL has it */
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

/** @param find finds a field by its name as a URL has it */
export function readV2(find: Find): V2Signature {
  return {
    version: 'v2',
    accessKeyId: find('AWSAccessKeyId') ?? '',
    expires: find('Expires') ?? '',
    signature: find('Signature') ?? '',
    sessionToken: find('x-amz-security-token') ?? find('X-Amz-Security-Token'),
  }
}

/** `20260102T030405Z`, in epoch milliseconds. */
function readAmzDate(date: string): number | undefined {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const time = iso === date ? Number.NaN : Date.parse(iso)
  return Number.isNaN(time) ? undefined : time
}

/** The end is known of a URL that is not whole, too. */
function findEnd(find: Find): number | undefined {
  const { signedAt, expiresInSeconds } = readV4(find)
  if (signedAt !== undefined && expiresInSeconds !== undefined) return signedAt + expiresInSeconds * 1000
  const expires = find('Expires') ?? ''
  return /^\d{1,11}$/.test(expires) && find('Signature') !== undefined ? Number(expires) * 1000 : undefined
}

/** Percent-decodes what can be; a `%` that begins nothing stays. */
export function decode(text: string): string {
  if (!text.includes('%')) return text
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
    return bytes.toString()
  })
}
