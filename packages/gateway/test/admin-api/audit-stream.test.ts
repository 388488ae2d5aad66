import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, test } from 'node:test'
import { type AdminStand, type Asker, createAdminStand } from '../samples/admin-stand.ts'
import { sampleAuditEvent } from '../samples/samples.ts'
import { waitUntil } from '../servers/wait-until.ts'

// The live audit log, over real connections.

let stand: AdminStand
let origin: string
const open: Stream[] = []
beforeEach(async () => {
  stand = await createAdminStand({ beatMs: 20 })
  await stand.app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(stand.app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const { response } of open.splice(0)) response.destroy()
  await stand[Symbol.asyncDispose]()
})

interface Stream {
  readonly response: IncomingMessage
  readonly text: () => string
}

async function follow(asker: Asker, query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const cookie = `session=${encodeURIComponent(asker)}`
  const request = get(`${origin}/admin/api/stream-audit-events?${query}`, { headers: { cookie, ...headers } })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  // A stream that is cut off does not fail the test.
  response.on('error', () => {})
  const stream = { response, text: () => text }
  open.push(stream)
  if (response.statusCode === 200) await waitUntil('the stream begins', () => text.includes('retry:'))
  return stream
}

function append(...events: readonly Parameters<typeof sampleAuditEvent>[0][]) {
  const own = events.map((fields) => [sampleAuditEvent({ accountId: 'acc_mine', ...fields })])
  return stand.admin.dependencies.audit.append(own)
}

const idsOf = (text: string) => Array.from(text.matchAll(/^id: (\d+)$/gm), ([, id]) => Number(id))

test('the stream sends events as they are committed, only those of the account, in the form of the list', async () => {
  await append({ key: 'before.txt' })
  const stream = await follow('auditor')
  assert.equal(stream.response.headers['content-type'], 'text/event-stream; charset=utf-8')
  assert.equal(stream.response.headers['cache-control'], 'no-store')

  await append({ key: 'a.txt' }, { accountId: 'acc_other', key: 'theirs.txt' }, { key: '<b>\n"ü' })
  await waitUntil('both events have arrived', () => idsOf(stream.text()).length === 2)

  assert.deepEqual(idsOf(stream.text()), [2, 4])
  const events = Array.from(stream.text().matchAll(/^data: (.*)$/gm), ([, json]) => JSON.parse(json ?? ''))
  const { data } = await stand.send('auditor', { url: '/admin/api/list-audit-events' })
  const listed = (data?.events ?? []) as object[]
  assert.deepEqual(events, listed.slice(0, 2).toReversed())
})

test('filters narrow the stream', async () => {
  const stream = await follow('owner', 'outcome=denied&keyPrefix=in/')
  await append(
    { outcome: 'allowed', key: 'in/a' },
    { outcome: 'denied', key: 'out/a' },
    { outcome: 'denied', key: 'in/a' },
  )
  await waitUntil('the event has arrived', () => idsOf(stream.text()).length > 0)

  assert.deepEqual(idsOf(stream.text()), [3])
})

test('a client that reconnects continues after its last event; one that was away for too long is told of the gap', async () => {
  await append({}, {}, {})
  const stream = await follow('owner', '', { 'last-event-id': '1' })
  await waitUntil('the missed events have arrived', () => idsOf(stream.text()).length === 2)
  assert.deepEqual(idsOf(stream.text()), [2, 3])

  const many = Array.from({ length: 10_001 }, () => [sampleAuditEvent({ accountId: 'acc_other' })])
  await stand.admin.dependencies.audit.append(many.slice(0, 9000))
  await stand.admin.dependencies.audit.append(many.slice(9000))
  await append({})
  await waitUntil('the stream has read the log to its end', () => idsOf(stream.text()).length === 3)
  const late = await follow('owner', '', { 'last-event-id': '3' })
  await waitUntil('the stream reports the gap', () => late.text().includes('event: gap'))
})

test('an idle stream sends comments, and a stream ends with its session', async () => {
  const stream = await follow('operator')
  await waitUntil('a comment arrives', () => stream.text().includes('\n:\n'))

  stand.endSessions('operator')
  await once(stream.response, 'end')

  assert.match(stream.text(), /event: end\ndata: \{"reason":"session"\}\n\n$/)
})

test('a client that leaves frees its place among the five streams, and a stream ends when the gateway shuts down', async () => {
  const streams = await Promise.all(Array.from({ length: 5 }, () => follow('owner')))
  const sixth = await follow('owner')
  assert.equal(sixth.response.statusCode, 429)
  assert.equal((await follow('auditor')).response.statusCode, 200)

  streams[0]?.response.destroy()
  await waitUntil('a new stream is accepted', async () => (await follow('owner')).response.statusCode === 200)
  stand.drain()
  await once(streams[1]?.response ?? assert.fail(), 'end')

  assert.match(streams[1]?.text() ?? '', /event: end\ndata: \{"reason":"shutdown"\}/)
})

for (const [query, status, code] of [
  ['limit=5', 400, 'invalid_request'],
  ['since=2026-01-01', 400, 'invalid_request'],
  ['anonymous=true', 403, 'role_not_sufficient'],
  ['account=acc_other', 403, 'role_not_sufficient'],
] as const) {
  test(`an auditor who asks for ${query} gets ${code}`, async () => {
    const answer = await stand.send('auditor', { url: `/admin/api/stream-audit-events?${query}` })
    assert.deepEqual([answer.status, answer.error?.code], [status, code])
  })
}

test('a client without a session cannot follow the stream', async () => {
  assert.equal((await follow('nobody')).response.statusCode, 401)
})
