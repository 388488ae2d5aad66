import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** An answer of an S3 server. */
export interface S3Answer {
  readonly status: number
  /** `Code` of an error document; empty without one. */
  readonly code: string
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Sends one request to a server of this machine, under any host name, because not every resolver knows `*.localhost`. */
export async function sendToS3(
  url: string,
  method = 'GET',
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<S3Answer> {
  const sent = request(url, {
    method,
    headers: { ...headers, ...(method === 'PUT' ? { 'content-length': String(Buffer.byteLength(body)) } : {}) },
    lookup: (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const answered = await text(response)
  const [, code = ''] = /<Code>(.*?)<\/Code>/.exec(answered) ?? []
  return { status: response.statusCode ?? 0, code, body: answered, headers: response.headers }
}
