import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { createBucketProbe } from '../../src/s3/bucket-probe.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { listObjectsV2 } from '../../src/s3/requests/list-objects-v2.ts'
import { createS3Caller } from '../../src/s3/s3-caller.ts'
import { createS3Client } from '../../src/s3/s3-client.ts'
import type { S3ClientOptions } from '../../src/s3/s3-connections.ts'
import { describeForOperator, S3Unreachable } from '../../src/s3/s3-error.ts'
import { resolveTo } from '../samples/resolve-to.ts'
import { findFreePort } from '../servers/free-port.ts'
import { createTarget, startScriptedS3 } from '../servers/scripted-s3.ts'
import { startTlsServer } from '../servers/tls-server.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())

const listing = listObjectsV2({ bucket: 'my-bucket', limit: 1 })

/** Lists at an endpoint, which has to fail. @returns the reason, and what the caller and the operator read about it */
async function fail(endpoint: string, options: Partial<S3ClientOptions> = {}) {
  const client = createS3Client({ allowPrivate: false, ...options })
  const caller = createS3Caller(client, createCircuitBreakers(Date.now))
  try {
    const error = await caller.call(createTarget(endpoint), { ...listing, timeoutMs: 300 }, { now: Date.now() }).then(
      () => assert.fail('the call succeeded'),
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof S3Unreachable, String(error))
    assert.doesNotMatch(error.message, /\d{4,}|127\.0|localhost|example/, 'the caller reads no address')
    assert.doesNotMatch(describeForOperator(error), /X-Amz|Signature/)
    const probed = await createBucketProbe(
      createS3Caller(client, createCircuitBreakers(Date.now)),
      Date.now,
    ).probeBucket(createTarget(endpoint), 'my-bucket')
    assert.ok(probed.kind === 'unknown' && probed.isOutage)
    return { reason: error.reason, message: error.message, operator: describeForOperator(error) }
  } finally {
    await client.close()
  }
}

/** Starts a server on loopback. @param handle what it does with each connection @returns its port */
async function startServer(handle: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {})
    handle(socket)
  })
  await promisify(server.listen.bind(server) as (port: number, host: string, done: () => void) => void)(0, '127.0.0.1')
  stack.defer(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('an unknown host name: the caller reads the reason, and the operator also the host and what to check', async () => {
  const { reason, message, operator } = await fail('https://store.example', { resolve: resolveTo('ENOTFOUND') })
  assert.equal(reason, 'host_not_found')
  assert.equal(message, 'S3 cannot be reached: its host name was not found')
  assert.match(
    operator,
    /^S3 cannot be reached: its host name was not found \(store\.example:443, ENOTFOUND\. Check the spelling/,
  )
})

test('a refused connection: the caller reads the reason, and the operator also the address and what to check', async () => {
  const port = await findFreePort()
  const { reason, message, operator } = await fail(`http://localhost:${port}`)
  assert.equal(reason, 'refused')
  assert.equal(message, 'S3 cannot be reached: the connection was refused')
  assert.match(
    operator,
    new RegExp(`\\(localhost:${port}, at (127\\.0\\.0\\.1|::1):${port}, ECONNREFUSED\\. Check the port`),
  )
})

test('private CA, self-signed certificate → the operator reads that the certificate is not trusted, and what to set', {
  skip: skipWithout('openssl'),
}, async () => {
  const server = stack.use(await startTlsServer((_request, response) => response.end()))
  const { reason, operator } = await fail(`https://localhost:${server.port}`)
  assert.equal(reason, 'certificate_not_trusted')
  assert.match(operator, /its certificate is not trusted \(.*DEPTH_ZERO_SELF_SIGNED_CERT\. .*NODE_EXTRA_CA_CERTS=FILE/)
})

test('TLS on a port that does not speak it: the operator reads that the endpoint may need http://', async () => {
  const s3 = await startScriptedS3((_request, response) => response.end())
  stack.defer(() => s3.close())
  const { reason, operator } = await fail(s3.endpoint.replace('http:', 'https:'))
  assert.equal(reason, 'tls_on_plain_port')
  assert.match(operator, /its port does not speak TLS \(.*may have to begin with http:\/\//)
})

test('plain HTTP on a port that speaks TLS: the operator reads that the endpoint needs https://', async () => {
  for (const notice of [
    'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
    'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>The plain HTTP request was sent to HTTPS port</html>',
    // A TLS alert.
    '\x15\x03\x01\x00\x02\x02\x46',
  ]) {
    const port = await startServer((socket) => socket.once('data', () => socket.end(notice)))
    const { reason, operator } = await fail(`http://127.0.0.1:${port}`)
    assert.equal(reason, 'plain_on_tls_port', notice)
    assert.match(operator, /has to begin with https:\/\//)
  }
})

test('an answer that is not HTTP is reported as such', async () => {
  const port = await startServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))
  assert.equal((await fail(`http://127.0.0.1:${port}`)).reason, 'not_http')
})

test('a connection that is closed without a response is reported as cut off', async () => {
  const port = await startServer((socket) => socket.once('data', () => socket.destroy()))
  assert.equal((await fail(`http://127.0.0.1:${port}`)).reason, 'cut_off')
})

test('a server that does not answer: the caller reads the timeout, and the operator also the address and HTTPS_PROXY', async () => {
  const port = await startServer(() => {})
  const { reason, message, operator } = await fail(`http://127.0.0.1:${port}`)
  assert.equal(reason, 'timed_out')
  assert.equal(message, 'S3 did not answer within 0.3 seconds')
  assert.match(operator, new RegExp(`\\(127\\.0\\.0\\.1:${port}, .*HTTPS_PROXY`))
})

test('a private address, written as such or behind a name: the operator reads which setting allows it', async () => {
  for (const [endpoint, options] of [
    ['http://10.1.2.3:9000', {}],
    ['http://store.example', { resolve: resolveTo('10.1.2.3') }],
  ] as const) {
    const { reason, operator } = await fail(endpoint, options)
    assert.equal(reason, 'private_address')
    assert.match(operator, /SIGNPOST_ALLOW_PRIVATE_ENDPOINTS=on/)
  }
})
