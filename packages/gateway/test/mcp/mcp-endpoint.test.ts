import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { after, test } from 'node:test'
import { operations } from '../../src/operations/registry.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { callOf, postMcp } from '../servers/mcp-post.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
await storeAwsCredential({ dataDir })
const token = await createToken({ dataDir })
const narrow = await createToken({ dataDir }, { allow: ['upload:my-bucket/incoming/*'], maxBytes: 1000 })
const origin = 'https://app.example.com'
const env = {
  SIGNPOST_BUCKET_CHECK: 'off',
  SIGNPOST_PUBLIC_URL: 'https://sign.example.com',
  SIGNPOST_CORS_ORIGINS: origin,
}
const gateway = stack.use(await startComposedGateway({ dataDir, env }))
const bearer = (text: string) => ({ authorization: `Bearer ${text}` })
const send = (body: string | object, headers: Readonly<Record<string, string>> = {}) =>
  postMcp(gateway.url, body, { ...bearer(token), ...headers })

async function listNames(text: string): Promise<string[]> {
  const { body } = await send({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, bearer(text))
  return ((body.result?.tools ?? []) as { name: string }[]).map(({ name }) => name)
}

test('a client without a valid token learns nothing except how to send one', async () => {
  for (const [headers, code] of [
    [{ authorization: '' }, 'token_missing'],
    [bearer('at_nonsense'), 'token_unknown'],
  ] as const) {
    for (const body of [callOf('whoami'), { jsonrpc: '2.0', id: 1, method: 'tools/list' }, '[', '']) {
      const reply = await send(body, headers)
      assert.deepEqual([reply.status, reply.body.error?.code], [401, code])
      assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer/)
    }
  }
})

for (const [names, status] of [
  [{ host: 'sign.example.com' }, 200],
  [{ host: 'signpost:8080' }, 200],
  [{ host: 'localhost:1' }, 200],
  [{ host: '[::1]:1' }, 200],
  [{ host: '10.1.2.3' }, 200],
  [{ host: 'evil.example.com' }, 403],
  [{ host: 'sign.example.com.evil.example' }, 403],
  [{ host: 'localhost', origin: 'http://localhost:6274' }, 200],
  [{ host: 'localhost', origin }, 200],
  [{ host: 'sign.example.com', origin: 'https://sign.example.com' }, 200],
  [{ host: 'sign.example.com', origin: 'http://localhost:6274' }, 403],
  [{ host: 'localhost', origin: 'https://evil.example.com' }, 403],
  [{ host: 'localhost', origin: 'null' }, 403],
] as const) {
  test(`against DNS rebinding, ${JSON.stringify(names)} is answered with ${status}`, async () => {
    const accept = 'application/json, text/event-stream'
    const headers = { ...names, ...bearer(token), 'content-type': 'application/json', accept }
    // `fetch` sets the Host header itself.
    const sent = request(`${gateway.url}/mcp`, { method: 'POST', headers }).end(JSON.stringify(callOf('whoami')))
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
    assert.equal(response.statusCode, status)
  })
}

test('every operation that the token allows is a tool, except the two short forms of signed_url', async () => {
  const expected = operations.map(({ name }) => name).filter((name) => !name.startsWith('signed_url_for_'))
  const changing = operations.filter(({ effect }) => effect === 'change').map(({ name }) => name)
  const all = await createToken({ dataDir }, { allow: ['upload:*', 'download:*', 'list:*', 'delete:*'] })

  assert.deepEqual(await listNames(all), expected)
  assert.deepEqual(
    await listNames(token),
    expected.filter((name) => name !== 'delete_object'),
    'a token may delete only if its rules name delete',
  )
  const reader = await createToken({ dataDir }, { allow: ['download:my-bucket/*'] })
  assert.deepEqual(
    (await listNames(reader)).filter((name) => changing.includes(name)),
    [],
  )
})

test('every tool enforces the key prefix of a token', async () => {
  const place = {
    bucket: 'my-bucket',
    key_name: 'elsewhere/a.txt',
    prefix: 'elsewhere/',
    content_length: 10,
    size: 10,
    max_bytes: 10,
  }
  const upload = { upload_id: 'abc', part_numbers: '1', parts: [{ part_number: 1, etag: '"a"' }] }
  for (const { name, input } of operations) {
    if (name === 'whoami' || name === 'explain') continue
    const fields = Object.keys({ ...input.path?.properties, ...input.query?.properties, ...input.body?.properties })
    const known = Object.entries({ ...place, ...upload }).filter(([field]) => fields.includes(field))
    const args = {
      ...Object.fromEntries(known),
      ...(fields.includes('requests')
        ? { requests: [{ bucket: 'my-bucket', key_name: 'elsewhere/a.txt', type: 'upload', content_length: 1 }] }
        : {}),
      ...(fields.includes('allow') ? { allow: ['upload:my-bucket/*'] } : {}),
      ...(fields.includes('type') && !fields.includes('requests') ? { type: 'upload' } : {}),
    }
    const { status, body } = await send(callOf(name, args), bearer(narrow))

    assert.equal(status, 200)
    const text = body.result?.content?.[0]?.text ?? JSON.stringify(body.error)
    assert.match(text, /token_not_allowed|is wider than the API token|Unknown tool/, `${name}: ${text}`)
  }
})

test('an error has its code, every problem and what to do, so that a model can correct its call', async () => {
  const { body } = await send(callOf('signed_url', { bucket: 'My_Bucket', type: 'sideways' }))

  assert.equal(body.result?.isError, true)
  const { error } = JSON.parse(body.result?.content?.[0]?.text ?? '') as {
    error: { code: string; details: { parameter: string }[]; whatToDo: string }
  }
  assert.equal(error.code, 'invalid_request')
  assert.deepEqual(error.details.map(({ parameter }) => parameter).sort(), ['bucket', 'key_name', 'type'])
  assert.match(error.whatToDo, /Correct them all/)
})

test('a long result is sent only as structuredContent, and one that is too long is refused with advice', async () => {
  const requests = (count: number) => Array.from({ length: count }, (_, index) => ({ key_name: `${index}.txt` }))
  const ask = async (count: number) => {
    const { body } = await send(callOf('signed_urls', { defaults: { bucket: 'my-bucket' }, requests: requests(count) }))
    return body.result
  }
  const short = await ask(3)
  assert.deepEqual(JSON.parse(short?.content?.[0]?.text ?? ''), short?.structuredContent)
  const long = await ask(25)
  assert.match(long?.content?.[0]?.text ?? '', /is in structuredContent/)
  const tooLong = await ask(100)
  assert.equal(tooLong?.isError, true)
  assert.match(tooLong?.content?.[0]?.text ?? '', /Ask for less in one call/)
  assert.ok(Buffer.byteLength(JSON.stringify(tooLong)) < 20_000)
})

test('the audit log names the tool and the client', async () => {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'an\r\nagent ', version: '1.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const params = {
    name: 'signed_url',
    arguments: { bucket: 'my-bucket', key_name: 'named.txt', type: 'upload' },
    _meta,
  }
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'signed_url' }
  const { status } = await send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers)
  assert.equal(status, 200)

  const [{ id: accountId = '' } = {}] = await gateway.database.accounts.list()
  const events = await gateway.database.audit.list({ order: 'newest', limit: 1, bucket: 'my-bucket', accountId })
  assert.deepEqual(
    events.map(({ operation, action, mcpClient }) => [operation, action, mcpClient]),
    [['signed_url', 'upload', 'anagent  1.0']],
  )
})

for (const [title, body, status] of [
  ['a list of messages', JSON.stringify([callOf('whoami'), callOf('whoami')]), 400],
  ['an empty list', '[]', 400],
  ['invalid JSON', '{"jsonrpc":', 400],
  ['no body', '', 415],
  ['a text', '"x"', 400],
  ['not a JSON-RPC message', '{}', 400],
  ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', 400],
  ['10,000 levels', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
  ['a duplicate name', '{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call"}', 400],
  ['10 MB', JSON.stringify(callOf('signed_url', { key_name: 'x'.repeat(10_000_000) })), 413],
] as const) {
  test(`a hostile body is refused: ${title}`, async () => {
    const reply = await send(body)
    assert.equal(reply.status, status)
    assert.ok(reply.body.error !== undefined)
  })
}

test('no id, method or arguments cause an internal error', async () => {
  const ids = [0, -1, 1.5, 1e308, '', 'x'.repeat(1000), '\u0000', null, true, {}, [], undefined]
  const methods = [
    'tools/call',
    'nothing',
    '',
    'constructor',
    '__proto__',
    'notifications/initialized',
    'subscriptions/listen',
    'initialize',
    7,
  ]
  const args = [undefined, null, 7, 'x', [], {}, { ['__proto__']: { a: 1 } }, { bucket: { $ne: 1 } }, { bucket: ['a'] }]
  for (const id of ids) {
    for (const method of methods) {
      const { status } = await send({
        jsonrpc: '2.0',
        ...(id === undefined ? {} : { id }),
        method,
        params: { name: 'whoami' },
      })
      assert.ok(status < 500, `${JSON.stringify(id)} ${method}: ${status}`)
    }
  }
  for (const name of ['signed_url', 'constructor', '', 7, null, { a: 1 }]) {
    for (const value of args) {
      const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: value } }
      const { status, body } = await send(message)
      assert.ok(status < 500)
      assert.doesNotMatch(
        JSON.stringify(body),
        /internal_error|-32603/,
        `${JSON.stringify(name)} ${JSON.stringify(value)}`,
      )
    }
  }
  assert.doesNotMatch(gateway.logs(), /"level":50/)
})

test('200 concurrent clients each get the answer to their own call', async () => {
  const keys = Array.from({ length: 200 }, (_, index) => `client-${index}.txt`)
  const replies = await Promise.all(
    keys.map((key_name) => send(callOf('signed_url', { bucket: 'my-bucket', key_name, type: 'get' }, key_name))),
  )
  assert.deepEqual(
    replies.map(({ body }) => [body.id, body.result?.structuredContent?.key]),
    keys.map((key) => [key, key]),
  )
})

test('/mcp has no sessions, so GET and DELETE are not allowed', async () => {
  for (const method of ['GET', 'DELETE']) {
    const response = await fetch(`${gateway.url}/mcp`, { method, headers: bearer(token) })
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'POST'])
    await response.body?.cancel()
  }
})
