import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { callOf, postMcp } from '../servers/mcp-post.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
await storeAwsCredential({ dataDir })
const token = await createToken({ dataDir })
const env = { SIGNPOST_BUCKET_CHECK: 'off', SIGNPOST_TRUST_PROXY: '127.0.0.1' }
const gateway = stack.use(await startComposedGateway({ dataDir, env }))

/** Sends a call as raw bytes, and reads until the gateway closes the connection. */
async function sendRaw(target: string, headers: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(gateway.url)
  const body = JSON.stringify(callOf('whoami'))
  const head = [
    `POST ${target} HTTP/1.1`,
    ...headers,
    'connection: close',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    'accept: application/json, text/event-stream',
    `content-length: ${body.length}`,
  ]
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  return text(socket)
}

for (const [target, headers] of [
  ['http://evil.example.com/mcp', ['host: localhost:1']],
  ['/mcp', ['host: localhost', 'x-forwarded-host: bad host%%']],
  ['/mcp', ['host: localhost', 'x-forwarded-host: a:b:c']],
  ['/mcp', ['host: x@localhost']],
] as const) {
  test(`only the Host header decides about the host: POST ${target}, ${headers.join(', ')}`, async () => {
    assert.match(await sendRaw(target, headers), /^HTTP\/1\.1 200 /)
  })
}

test('an answer has the server’s own Connection header, and must not be cached', async () => {
  const answer = await sendRaw('/mcp', ['host: localhost'])
  assert.match(answer, /^connection: close\r$/im)
  assert.match(answer, /^cache-control: no-store\r$/im)
})

test('a client with a malformed version is answered normally', async () => {
  for (const version of [{ toString: 1, valueOf: 1 }, [[]], 7, null]) {
    const _meta = { 'io.modelcontextprotocol/clientInfo': { name: 'odd', version } }
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'whoami', arguments: {}, _meta } }
    const { body } = await postMcp(gateway.url, message, { authorization: `Bearer ${token}` })
    assert.equal(body.result?.structuredContent?.kind, 'api_token', JSON.stringify(body))
  }
})

test('numbers that a model writes as strings are accepted, and other values are refused with an explanation', async () => {
  const ask = async (expires_in: unknown) => {
    const args = { bucket: 'my-bucket', key_name: 'a b%20.txt', type: 'get', expires_in, filename: null }
    return (await postMcp(gateway.url, callOf('signed_url', args), { authorization: `Bearer ${token}` })).body.result
  }
  for (const expires of [90, '90']) {
    const { structuredContent } = (await ask(expires)) ?? {}
    assert.match(String(structuredContent?.signedUrl), /\/a%20b%2520\.txt\?.*X-Amz-Expires=90&/)
  }
  for (const expires of ['soon', '1e3', '90s', true, [90]]) {
    const result = await ask(expires)
    assert.match(result?.content?.[0]?.text ?? '', /`expires_in` must be a whole number of seconds/)
  }
})
