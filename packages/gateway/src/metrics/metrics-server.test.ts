import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { pino } from 'pino'
import { silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { openMetricsServer } from './metrics-server.ts'

async function openServer(render: () => Promise<string>, logger = silentLogger) {
  const { port, close } = await openMetricsServer({ host: '127.0.0.1', port: 0, render, logger })
  return { url: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close }
}

test('the server answers /metrics with the metrics, and everything else with 404', async () => {
  await using server = await openServer(async () => 'a 1\n')

  const answer = await fetch(`${server.url}/metrics?collect[]=a`)
  assert.deepEqual([answer.status, await answer.text()], [200, 'a 1\n'])
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  const head = await fetch(`${server.url}/metrics`, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '4', ''])
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/metrics/'],
    ['POST', '/metrics'],
    ['GET', '/awss3/signed-url'],
    ['GET', '/%zz'],
  ] as const) {
    assert.equal((await fetch(server.url + path, { method })).status, 404, `${method} ${path}`)
  }
})

test('clients that ask at the same time get one answer', async () => {
  const answer = Promise.withResolvers<string>()
  const asked: unknown[] = []
  await using server = await openServer(() => {
    asked.push(setImmediate(answer.resolve, 'a 1\n'))
    return answer.promise
  })
  const socket = connect(server.port, '127.0.0.1')

  // Three requests in one piece, so that they come at once.
  socket.write(`${'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2)}GET /metrics HTTP/1.0\r\n\r\n`)

  assert.equal((await text(socket)).split('a 1\n').length, 4)
  assert.equal(asked.length, 1)
})

test('metrics that cannot be read are an error in the log, and the next scrape tries again', async () => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => void lines.push(line) })
  let isBroken = true
  await using server = await openServer(async () => {
    if (isBroken) throw new Error('a secret place')
    return 'a 1\n'
  }, logger)

  const answer = await fetch(`${server.url}/metrics`)
  assert.equal(answer.status, 500)
  assert.doesNotMatch(await answer.text(), /secret/)
  assert.match(lines.join(), /a secret place/)
  isBroken = false
  assert.equal((await fetch(`${server.url}/metrics`)).status, 200)
})

test('closing the server does not wait for connections', async () => {
  const server = await openServer(async () => 'a 1\n')
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('GET /metr')

  await server.close()

  assert.equal(await text(socket).catch(() => ''), '')
})

test('an address that is in use is an error with a code', async () => {
  await using server = await openServer(async () => '')

  await assert.rejects(
    openMetricsServer({ host: '127.0.0.1', port: server.port, render: async () => '', logger: silentLogger }),
    { code: 'EADDRINUSE' },
  )
})
