/**
 * Lists paths that lead out of the folder of their bucket, or to a file that is not an object of the bucket.
 * @param mark a name that occurs nowhere else
 */
export function listHostilePaths(mark: string): readonly string[] {
  return [
    `/my-bucket/../${mark}`,
    `/my-bucket/..%2f${mark}`,
    `/my-bucket/..%2F..%2F..%2F..%2F${mark}`,
    `/my-bucket/a/..%2f..%2f..%2f..%2f..%2f${mark}`,
    `/my-bucket/%2e%2e/%2e%2e/${mark}`,
    `/my-bucket/.%2e/${mark}`,
    `/my-bucket/a/./${mark}`,
    `/my-bucket/a/..`,
    `/my-bucket/..`,
    `/my-bucket/.`,
    `/my-bucket/%2f..%2f..%2f${mark}`,
    `/my-bucket/..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f${mark}`,
    `/../${mark}`,
    `/%2e%2e/${mark}`,
    `/..%2f..%2f${mark}/x`,
    `/./${mark}`,
    `/${mark}/x`.toUpperCase(),
    `//${mark}`,
    `/%2f/${mark}`,
    `/my-bucket%2f..%2f..%2f${mark}`,
    `/my_bucket/${mark}`,
    `/.hidden/${mark}`,
    `/a/${mark}`,
    `/my-bucket%00/${mark}`,
    `/my-bucket/%00${mark}`,
    `/my-bucket/a%00/../${mark}`,
    `/my-bucket/${'a'.repeat(1025)}`,
    `/my-bucket/${'a/'.repeat(512)}${mark}`,
    `/linked-bucket/${mark}`,
  ]
}

/** Targets that are not paths, or whose encoding is broken. They cannot be signed. */
export const brokenTargets = [
  '*',
  'my-bucket/x',
  'http://evil.example/my-bucket/x',
  '/my-bucket/%zz',
  '/my-bucket/%',
  '/my-bucket/%c0%ae%c0%ae/x',
  '/my-bucket/%ff',
  '/my-bucket/%ed%a0%80',
  '/my-bucket/\xff',
  '/my-bucket/a#b',
  '/my-bucket/a b',
  '/my-bucket/\0',
  '/my-bucket/x?uploadId=%zz',
  '\\my-bucket\\x',
]

/** The parts of a raw request. */
export interface RawRequest {
  readonly method: string
  readonly target: string
  readonly host: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Writes a request that asks the server to close the connection. */
export function writeRawRequest({ method, target, host, headers = {}, body = '' }: RawRequest): string {
  const all = { host, connection: 'close', 'content-length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Writes an upload form as a browser sends it. */
export function writeForm(fields: Readonly<Record<string, string>>): { body: string; contentType: string } {
  const boundary = 'boundary-of-a-form'
  const writePart = (disposition: string, content: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
  const entries = Object.entries(fields).map(([name, value]) => writePart(`name="${name}"`, value))
  return {
    body: `${entries.join('')}${writePart('name="file"; filename="x.txt"', 'hostile')}--${boundary}--\r\n`,
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

/** The body of DeleteObjects. */
export function writeDeletion(key: string): string {
  return `<Delete><Object><Key>${key}</Key></Object></Delete>`
}
