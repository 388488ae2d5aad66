import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { pino } from 'pino'
import { createConnectionDrain } from './connection-drain.ts'
import { createHttpServer } from './http-server.ts'

const foreverMs = 3_600_000
const ask = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

test('a response in flight is finished, and is the last one of its connection', async () => {
  const asked = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const { drain, open, refuses } = await serve(async (_request, response) => {
    asked.resolve()
    await release.promise
    response.end('done')
  })
  const socket = await open()
  socket.write(ask)
  await asked.promise

  const drained = drain(5000)
  await refuses()
  release.resolve()

  assert.match(await text(socket), /^HTTP\/1\.1 200 OK\r\nconnection: close\r\n.*done/s)
  assert.equal(await drained, 0)
})

test('a response that takes too long is cut off, and counted', async () => {
  const asked = Promise.withResolvers<void>()
  const { drain, open } = await serve(() => asked.resolve())
  const socket = await open()
  socket.write(ask)
  await asked.promise

  assert.equal(await drain(100), 1)

  assert.equal(await text(socket).catch(() => ''), '')
})

test('silent connections are closed soon, even within half a request', async () => {
  const { drain, open } = await serve((_request, response) => response.end('done'))
  const [silent, half, kept] = [await open(), await open(), await open()]
  half.write(ask.slice(0, 10))
  kept.write(ask)
  await once(kept, 'data')

  // Long before the limit, which is longer than a test may take.
  assert.equal(await drain(foreverMs), 0)

  await Promise.all([silent, half, kept].map((socket) => text(socket).catch(() => '')))
})

test('a request that comes on an open connection just after the end began is answered', async () => {
  const { drain, open, refuses } = await serve((_request, response) => response.end('done'))
  const socket = await open()
  socket.write(ask)
  await once(socket, 'data')

  const drained = drain(5000)
  await refuses()
  socket.write(ask)

  assert.match(await text(socket), /^HTTP\/1\.1 200 OK\r\nconnection: close\r\n/)
  assert.equal(await drained, 0)
})

test('a connection that the kernel has accepted, but not yet the event loop, is served', async () => {
  const { drain, port } = await serve((_request, response) => response.end('done'))
  const sent = new Int32Array(new SharedArrayBuffer(4))
  const client = new Worker(askFromThread, { eval: true, workerData: { port, ask, sent } })
  // Blocks the event loop, as a busy gateway's is at times, until the request is out.
  Atomics.wait(sent, 0, 0, 10_000)

  const drained = drain(5000)

  const [answer] = await once(client, 'message')
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*done$/s)
  assert.equal(await drained, 0)
})

const askFromThread = `
const { connect } = require('node:net')
const { parentPort, workerData: { port, ask, sent } } = require('node:worker_threads')
let answer = ''
const socket = connect(port, '127.0.0.1', () => socket.write(ask, () => {
  Atomics.store(sent, 0, 1)
  Atomics.notify(sent, 0)
}))
socket.on('data', (chunk) => { answer += chunk })
socket.on('error', (error) => { answer += error.code })
socket.on('close', () => parentPort.postMessage(answer))
`

test('without connections it ends at once', async () => {
  const { drain } = await serve((_request, response) => response.end())

  await drain(foreverMs, foreverMs)
})

async function serve(listener: RequestListener) {
  const connections = createConnectionDrain()
  const server = createHttpServer(listener, pino({ level: 'silent' }))
  connections.follow(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  async function open(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  /** Resolves when new connections are refused. */
  async function refuses(): Promise<void> {
    for (;;) {
      const code = await open().then(
        (socket) => void socket.destroy(),
        (error: NodeJS.ErrnoException) => error.code,
      )
      if (code === 'ECONNREFUSED') return
    }
  }
  return { drain: connections.drain, open, refuses, port }
}
