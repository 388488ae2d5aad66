import { createHash, createHmac } from 'node:crypto'

/** A request target to sign unchanged, which no presigner would do. */
export interface RawTarget {
  readonly method: string
  /** The path as it is sent. The signature covers the path as S3 reads it: decoded once, and encoded again. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** The headers to sign, with lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  readonly host: string
  readonly keyPair: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Epoch milliseconds. */
  readonly signedAt: number
}

/**
 * Signs a hostile target with SigV4 in the query, so that a test reaches the code behind the signature check.
 * Written from https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, and shares nothing with
 * the code that it tests.
 * @returns path and query
 */
export function signRawTarget({ method, path, query = {}, headers = {}, host, keyPair, signedAt }: RawTarget): string {
  const time = new Date(signedAt).toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/us-east-1/s3/aws4_request`
  const signed: [string, string][] = Object.entries({ host, ...headers }).sort(([a], [b]) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(';')
  const parameters = Object.entries({
    ...query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${keyPair.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': '300',
    'X-Amz-SignedHeaders': names,
  })
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const uri = encode(decodeURIComponent(path)).replaceAll('%2F', '/')
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('')
  const payload = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD'
  const canonical = `${method}\n${uri}\n${parameters}\n${lines}\n${names}\n${payload}`
  const hash = createHash('sha256').update(canonical).digest('hex')
  let key: Buffer | string = `AWS4${keyPair.secretAccessKey}`
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
  const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`).digest('hex')
  return `${path}?${parameters}&X-Amz-Signature=${signature}`
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
