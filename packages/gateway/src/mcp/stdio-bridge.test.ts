import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { bridgeStdio, type PostMessage } from './stdio-bridge.ts'

/** Sends chunks through the bridge. @returns the messages that came out */
async function bridge(chunks: readonly (string | Buffer)[], post: PostMessage): Promise<Record<string, unknown>[]> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  for (const chunk of chunks) input.write(chunk)
  input.end()
  await bridgeStdio(input, output, post)
  const lines = (await text(output.end())).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** An endpoint that answers with the params that it was sent. */
const echo: PostMessage = async (body) => {
  const { id, params } = JSON.parse(body) as { id: unknown; params: unknown }
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ jsonrpc: '2.0', id, result: params }) }
}

const messageOf = (id: number, params: object = {}, method = 'tools/call') =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params })

test('a line ends only at a line feed, wherever the chunks are cut', async () => {
  const params = { key: 'a\u2028b\u2029c\u0085é日🙂' }
  const bytes = Buffer.from(`${messageOf(1, params)}\r\n\n${messageOf(2, params)}`)
  const single = Array.from(bytes, (byte) => Buffer.from([byte]))
  for (const chunks of [[bytes], single]) {
    const replies = await bridge(chunks, echo)
    assert.deepEqual(replies.map(({ id, result }) => [id, result]).sort(), [
      [1, params],
      [2, params],
    ])
  }
})

test('a message that the endpoint cannot read is answered with the id that the client waits for', async () => {
  const error = { code: -32700, message: 'The body is nested more than 16 deep.' }
  const refuse: PostMessage = async () => ({
    status: 400,
    contentType: 'application/json',
    body: JSON.stringify({ jsonrpc: '2.0', id: null, error }),
  })
  assert.deepEqual(await bridge([messageOf(7)], refuse), [{ jsonrpc: '2.0', id: 7, error }])
})

test('calls do not wait for each other, with or without `initialize` before them', async () => {
  const initialize = messageOf(0, { protocolVersion: '2025-11-25' }, 'initialize')
  for (const first of [[], [`${initialize}\n`]]) {
    const both = Promise.withResolvers<void>()
    let calls = 0
    const post: PostMessage = async (body, headers) => {
      if (body !== initialize) {
        calls++
        if (calls === 2) both.resolve()
        await both.promise
        if (first.length > 0) assert.equal(headers['mcp-protocol-version'], '2025-11-25')
      }
      return echo(body, headers)
    }
    const replies = await bridge([...first, `${messageOf(1)}\n${messageOf(2)}\n`], post)
    assert.deepEqual(
      replies.map(({ id }) => id),
      first.length > 0 ? [0, 1, 2] : [1, 2],
    )
  }
})

test('a name that a header must not contain is sent in base64', async () => {
  const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
  const names: (string | undefined)[] = []
  const post: PostMessage = async (body, headers) => {
    names.push(headers['mcp-name'])
    return echo(body, headers)
  }
  const lines = ['whoami', '日本\r\n', ' a'].map((name, id) => `${messageOf(id, { name, _meta })}\n`)
  await bridge(lines, post)
  assert.deepEqual(names, ['whoami', '=?base64?5pel5pysDQo=?=', '=?base64?IGE=?='])
})
