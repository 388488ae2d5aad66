import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { collectMessages } from '../../test/samples/collect-messages.ts'
import { createGateStub } from '../../test/samples/gate-stub.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { channels } from '../core/channels.ts'
import type { AppDependencies } from './create-app.ts'

const ask = 'GET /awss3/signed-url?bucket=my-bucket&key_name=a HTTP/1.1\r\nHost: a\r\n\r\n'

test('a client that got a 408 and stays connected is cut off', { timeout: 10_000 }, async (t) => {
  const { open, server } = await serve(t, { headersTimeout: 200 })
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const silent = await open()

  assert.match(await text(silent), /^HTTP\/1\.1 408 .*"request_timeout"/s)
  assert.equal(await countConnections(server), 1)
  t.mock.timers.tick(1000)
  await waitForNoConnection(server)

  // The client has not closed its side yet.
  assert.ok(silent.writable)
})

test('a client that closes after its 408 is closed at once, without being cut off', { timeout: 10_000 }, async (t) => {
  const { open, server } = await serve(t, { headersTimeout: 200 })
  // From here on, no timer cuts off connections.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const silent = await open()

  await text(silent)
  silent.end()
  await waitForNoConnection(server)
})

test('a client that sends its request and closes its side gets the answer', async (t) => {
  const { open } = await serve(t, {
    gate: createGateStub(async (_request, operation) => {
      await sleep(100)
      return operation.examples[0].result
    }),
  })
  const socket = await open()

  socket.end(ask + ask)

  assert.match(await text(socket), /^HTTP\/1\.1 200 OK\r\n.*"data".*HTTP\/1\.1 200 OK\r\n.*"data"/s)
})

test('a client that closes its side within a request gets a 400', async (t) => {
  const { open } = await serve(t)
  const socket = await open()

  socket.end(ask.slice(0, 20))

  assert.match(await text(socket), /^HTTP\/1\.1 400 .*"malformed_request"/s)
})

const bodyMissing = 'PUT /nothing HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n'

test('a client that closes its side within a body gets a 400', { timeout: 10_000 }, async (t) => {
  const { open } = await serve(t)
  const socket = await open()
  socket.write(ask + bodyMissing)
  await once(socket, 'data')
  await sleep(50)

  socket.end('{')

  assert.match(await text(socket), /HTTP\/1\.1 400 .*"malformed_request"/s)
})

test('a client whose body does not arrive gets a 408', { timeout: 10_000 }, async (t) => {
  const { open } = await serve(t, { headersTimeout: 200, requestTimeout: 500 })
  const socket = await open()

  socket.write(bodyMissing)

  assert.match(await text(socket), /^HTTP\/1\.1 408 .*"request_timeout"/s)
})

test('bytes that are not a request are answered after all earlier answers', async (t) => {
  const release = Promise.withResolvers<void>()
  const { open } = await serve(t, {
    gate: createGateStub(async (_request, operation) => {
      await release.promise
      return operation.examples[0].result
    }),
  })
  const socket = await open()
  socket.write(`${ask}${ask}garbage\r\n\r\n`)
  socket.write('more of it\r\n\r\n')
  setTimeout(release.resolve, 100)

  const answers = (await text(socket)).split('HTTP/1.1 ').map((answer) => answer.slice(0, 3))

  assert.deepEqual(answers, ['', '200', '200', '400'])
})

test('CONNECT is refused, and the refusal is published', async (t) => {
  using unrouted = collectMessages(channels.unrouted)
  const { open } = await serve(t)
  const socket = await open()
  socket.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')

  const answer = await text(socket)

  assert.match(answer, /^HTTP\/1\.1 405 Method Not Allowed\r\n.*\r\nallow: GET\r\n.*"method_not_allowed"/s)
  const [{ code, status, method } = assert.fail()] = unrouted.messages
  assert.deepEqual([code, status, method], ['method_not_allowed', 405, 'CONNECT'])
})

test('a client that resets its CONNECT does not affect others', async (t) => {
  const { open } = await serve(t)
  const reset = await open()
  reset.write('CONNECT a:1 HTTP/1.1\r\n\r\n')
  reset.resetAndDestroy()
  const socket = await open()

  socket.end(ask)

  assert.match(await text(socket), /^HTTP\/1\.1 200 OK/)
})

interface Timeouts {
  readonly headersTimeout?: number
  readonly requestTimeout?: number
}

async function serve(t: TestContext, options: Partial<AppDependencies> & Timeouts = {}) {
  const { headersTimeout, requestTimeout, ...parts } = options
  const app = createSampleApp(parts)
  t.after(() => app.close())
  if (headersTimeout !== undefined) app.server.headersTimeout = headersTimeout
  if (requestTimeout !== undefined) app.server.requestTimeout = requestTimeout
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  /** Its side stays open when the server closes, as that of a client that does not care. */
  async function open(): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    t.after(() => socket.destroy())
    await once(socket, 'connect')
    return socket.on('error', () => {})
  }
  return { open, server: app.server }
}

type AppServer = ReturnType<typeof createSampleApp>['server']

async function waitForNoConnection(server: AppServer): Promise<void> {
  // By turns of the event loop: a test may have stopped the timers.
  while ((await countConnections(server)) > 0) await nextTurn()
}

function countConnections(server: AppServer): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, open) => (error ? reject(error) : resolve(open))),
  )
}
