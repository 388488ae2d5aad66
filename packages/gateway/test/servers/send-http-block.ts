import assert from 'node:assert/strict'
import { request } from 'node:http'

/** The state that the blocks of one section share. */
export interface HttpBlockState {
  /** The origin for a target that begins with `/`. */
  readonly origin: string
  readonly token: string
  /** The bytes for `{{file}}`. */
  readonly file: Buffer
  /** `data` of the gateway's last answer. */
  data: Readonly<Record<string, unknown>>
}

/** An answer to a block. */
export interface HttpBlockAnswer {
  readonly status: number
  readonly body: Buffer
}

/**
 * Sends a request in the notation of a page: a line with method and target, headers, an empty line, the body. The headers are sent
 * unchanged, in addition to `Host` and `Connection`.
 */
export async function sendHttpBlock(block: string, state: HttpBlockState): Promise<HttpBlockAnswer> {
  const [head = '', ...rest] = block.split('\n\n')
  const [first = '', ...lines] = head.trimEnd().split('\n')
  const [method = '', target = ''] = first.split(' ')
  const url = target.startsWith('/')
    ? state.origin + target.replace('at_…', state.token)
    : String(state.data[target.slice(2, -2)])
  const [, origin = '', path = ''] = /^(http:\/\/[^/]+)(\/.*)$/.exec(url) ?? assert.fail(`${url} is not a URL`)
  const boundary = /boundary=(\S+)/.exec(head)?.[1]
  const body = createBody(rest.join('\n\n').trimEnd(), boundary, state)
  const headers = lines.map((line): [string, string] => {
    const [name = '', value = ''] = line.split(/: (.*)/s)
    return [name, value.replace('{{length}}', String(body.length)).replace('at_…', state.token)]
  })
  const { hostname, port } = new URL(origin)
  const { promise, resolve, reject } = Promise.withResolvers<HttpBlockAnswer>()
  // `request` sends a path unchanged; nothing is encoded again.
  const sent = request({ hostname, port, method, path, headers: Object.fromEntries(headers) }, async (response) => {
    const chunks = await response.toArray()
    resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) })
  })
  sent.once('error', reject)
  sent.end(body)
  const answer = await promise
  if (target.startsWith('/')) {
    const { data = {} } = JSON.parse(answer.body.toString()) as { data?: HttpBlockState['data'] }
    state.data = data
  }
  return answer
}

function createBody(text: string, boundary: string | undefined, { file, data }: HttpBlockState): Buffer {
  if (text === '{{file}}') return file
  if (boundary === undefined) return Buffer.from(text)
  assert.equal(text, '{{fields}}\n{{file}}')
  const fields = Object.entries(data.fields as Readonly<Record<string, string>>).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const named = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="Q1 + Q2.pdf"\r\nContent-Type: application/pdf\r\n\r\n`
  return Buffer.concat([Buffer.from(fields.join('') + named), file, Buffer.from(`\r\n--${boundary}--\r\n`)])
}
