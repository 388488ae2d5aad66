import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { type ConnectionLimits, countAllowedConnections, createHttpServer, usualLimits } from './http-server.ts'

const ask = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const lastAsk = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const large = Buffer.alloc(20 * 2 ** 20)

test('requests that were sent ahead are answered one after the other, and in order', async (t) => {
  const underWay = new Set<ServerResponse>()
  let most = 0
  let count = 0
  const { open } = await serve(t, async (_request, response) => {
    underWay.add(response)
    most = Math.max(most, underWay.size)
    await sleep(1)
    underWay.delete(response)
    response.end(`[${count++}]`)
  })
  const socket = await open()

  socket.write(ask.repeat(99) + lastAsk)

  const order = Array.from((await text(socket)).matchAll(/\[(\d+)\]/g), ([, number]) => Number(number))
  assert.deepEqual(
    order,
    Array.from({ length: 100 }, (_, index) => index),
  )
  assert.equal(most, 1)
})

test('a body that is sent ahead is not lost', async (t) => {
  const { open } = await serve(t, async (request, response) => {
    await sleep(50)
    response.end(`[${(await text(request)).length}]`)
  })
  const socket = await open()
  const body = 'x'.repeat(300_000)

  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`.repeat(3) + lastAsk)

  const lengths = Array.from((await text(socket)).matchAll(/\[(\d+)\]/g), ([, length]) => length)
  assert.deepEqual(lengths, ['300000', '300000', '300000', '0'])
})

test('while requests of a connection wait, nothing more is read from it', async (t) => {
  const first = Promise.withResolvers<ServerResponse>()
  const { open, server } = await serve(t, (_request, response) => first.resolve(response))
  let parsed = 0
  server.on('request', () => parsed++)
  const socket = await open()
  const flood = ask.repeat(20_000)
  const sent = new Promise<void>((resolve) => socket.write(flood, () => resolve()))
  await first.promise
  await sleep(200)

  const mostInTwoPieces = (2 * 65_536) / ask.length
  assert.ok(parsed > 0 && parsed <= mostInTwoPieces, `${parsed} of 20,000 parsed`)
  void sent
})

test('when too many requests wait, the connection with the most waiting requests is ended', async (t) => {
  const { open, lines } = await serve(t, () => {}, { waitingRequests: 100 })
  const [modest, greedy] = [await open(), await open()]
  modest.write(ask.repeat(10))
  await sleep(50)

  greedy.write(ask.repeat(150))

  await once(greedy, 'close')
  assert.ok(!modest.destroyed)
  assert.deepEqual(
    lines().map(({ level, connections }) => [level, connections]),
    [[40, 1]],
  )
})

test('an answer that nobody reads ends its connection', { timeout: 10_000 }, async (t) => {
  const { open, server } = await serve(t, (_request, response) => response.end(large), { silenceMs: 300 })
  const socket = await open()
  const asked = once(server, 'request')

  socket.write(ask)

  const [{ socket: accepted }] = await asked
  await once(accepted, 'close')
})

test('an answer that nobody reads ends its connection, even when the client goes on sending', {
  timeout: 10_000,
}, async (t) => {
  const { open, server } = await serve(t, (_request, response) => response.end(large), { silenceMs: 300 })
  const socket = await open()
  const asked = once(server, 'request')
  socket.write(ask)
  const [{ socket: accepted }] = await asked

  // Empty lines between requests begin no request, so Node does not wait for its end.
  const timer = setInterval(() => socket.write('\r\n'), 100)
  t.after(() => clearInterval(timer))

  await once(accepted, 'close')
})

test('a client that reads its answer after a while may send further requests', { timeout: 10_000 }, async (t) => {
  const { open } = await serve(t, (_request, response) => response.end(large))
  const socket = await open()
  socket.pause().write(ask)
  await sleep(1500)

  socket.resume().write(lastAsk)

  assert.equal((await text(socket)).split('HTTP/1.1 200').length, 3)
})

test('an answer that is read slowly does not end its connection', { timeout: 30_000 }, async (t) => {
  const silenceMs = 1000
  const body = Buffer.alloc(40 * 2 ** 20)
  const { open } = await serve(t, (_request, response) => response.end(body), { silenceMs })
  const socket = await open()
  const startedAt = performance.now()
  let received = 0

  socket.write(lastAsk)
  for await (const chunk of socket) {
    received += chunk.length
    await sleep(5)
  }

  assert.ok(received > body.length, `${received} bytes`)
  assert.ok(performance.now() - startedAt > 2 * silenceMs)
})

test('when too many bytes wait, the connections with the most waiting bytes are ended, and the log says so once', async (t) => {
  const { open, lines, server } = await serve(
    t,
    (request, response) => response.end(request.url === '/small' ? large.subarray(0, 15 * 2 ** 20) : large),
    { waitingBytes: 40 * 2 ** 20 },
  )
  let closed = 0
  server.on('connection', (socket) => socket.once('close', () => closed++))
  const sockets = await Promise.all(Array.from({ length: 4 }, open))
  const small = await open()
  small.write(ask.replace('/', '/small'))
  for (const socket of sockets) socket.write(ask)
  const ended = new Set<Socket>()
  for (const socket of [...sockets, small]) socket.once('close', () => ended.add(socket))

  await waitUntil('connections are ended', () => closed >= 2)

  for (const socket of [...sockets, small]) socket.resume()
  await waitUntil('their clients see it', () => ended.size >= closed)
  assert.ok(ended.size < 5, `${ended.size} ended`)
  assert.ok(!ended.has(small))
  assert.equal(lines().filter(({ msg }) => /do not read their answers/.test(msg)).length, 1)
})

test('connections beyond the limit are refused, and the log says so once', async (t) => {
  const { open, lines } = await serve(t, (_request, response) => response.end(), { connections: 2 })
  const kept = [await open(), await open()]
  const refused = await Promise.all(Array.from({ length: 10 }, open))

  await Promise.all(refused.map((socket) => socket.destroyed || once(socket.resume(), 'close')))

  for (const socket of kept) {
    socket.write(lastAsk)
    assert.match(await text(socket), /^HTTP\/1\.1 200/)
  }
  assert.deepEqual(
    lines().map(({ level, connections }) => [level, connections]),
    [[40, 1]],
  )
})

test('the limit of connections leaves file descriptors to the rest of the process', () => {
  assert.equal(countAllowedConnections(1024), 768)
  assert.equal(countAllowedConnections(300), 150)
  assert.equal(countAllowedConnections(1_048_576), 1_048_320)
  assert.equal(countAllowedConnections(undefined), undefined)
})

test('by default a server has a limit that leaves some of the files that the process may open', async (t) => {
  const { server } = await serve(t, () => {})

  assert.ok(server.maxConnections > 0)
})

async function serve(t: TestContext, listener: RequestListener, limits: Partial<ConnectionLimits> = {}) {
  let log = ''
  const logger = pino(
    { base: null },
    {
      write(line: string) {
        log += line
      },
    },
  )
  const server = createHttpServer(listener, logger, { ...usualLimits, ...limits })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    server.closeAllConnections()
  })
  async function open(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }
  const lines = () =>
    log
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  return { open, server, lines }
}
