import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { listObjectsV2 } from '../../src/s3/requests/list-objects-v2.ts'
import { createS3Caller } from '../../src/s3/s3-caller.ts'
import { createS3Client } from '../../src/s3/s3-client.ts'
import type { S3ClientOptions } from '../../src/s3/s3-connections.ts'
import { describeForOperator, S3Unreachable } from '../../src/s3/s3-error.ts'
import { resolveTo } from '../samples/resolve-to.ts'
import { findFreePort } from '../servers/free-port.ts'
import { type HttpProxy, startHttpProxy } from '../servers/http-proxy.ts'
import { answerListing, createTarget, type ScriptedS3, startScriptedS3 } from '../servers/scripted-s3.ts'
import { startTlsServer } from '../servers/tls-server.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
let s3: ScriptedS3
let proxy: HttpProxy

before(async () => {
  s3 = await startScriptedS3(answerListing())
  stack.defer(() => s3.close())
  proxy = stack.use(await startHttpProxy({ port: Number(new URL(s3.endpoint).port) }))
})

const listing = listObjectsV2({ bucket: 'my-bucket', limit: 1 })

/** A network without name servers, where only the proxy leads out. */
const noDns = resolveTo('ENOTFOUND')

async function list(endpoint: string, options: Partial<S3ClientOptions>): Promise<'listed' | S3Unreachable> {
  await using client = {
    ...createS3Client({ allowPrivate: false, resolve: noDns, ...options }),
    [Symbol.asyncDispose]: () => client.close(),
  }
  try {
    await createS3Caller(client, createCircuitBreakers(Date.now)).call(createTarget(endpoint), listing, {
      now: Date.now(),
    })
    return 'listed'
  } catch (error) {
    assert.ok(error instanceof S3Unreachable, String(error))
    return error
  }
}

test('only through a proxy → the gateway reaches S3 through it, with the user name and password of its URL', async () => {
  const httpProxy = proxy.url.replace('//', '//user:pass%40word@')
  assert.equal(await list('http://store.example', { httpProxy }), 'listed')
  assert.equal(proxy.requests.at(-1), 'GET http://store.example/my-bucket')
  assert.equal(proxy.authorizations.at(-1), `Basic ${Buffer.from('user:pass@word').toString('base64')}`)
})

test('only through a proxy → TLS extends to the store, whose certificate is checked', {
  skip: skipWithout('openssl'),
}, async () => {
  const server = stack.use(await startTlsServer((_request, response) => response.end()))
  const tunnel = stack.use(await startHttpProxy({ port: server.port }))
  const error = await list('https://store.example', { httpsProxy: tunnel.url })
  assert.ok(error instanceof S3Unreachable)
  assert.equal(error.reason, 'certificate_not_trusted')
  assert.ok(tunnel.requests.includes('CONNECT store.example:443'))
})

for (const status of [403, 407, 502]) {
  test(`only through a proxy → the operator reads that the proxy refused with ${status}`, async () => {
    const refusing = stack.use(await startHttpProxy({ port: 1, refusesWith: status }))
    const error = await list('https://store.example', { httpsProxy: refusing.url })
    assert.ok(error instanceof S3Unreachable)
    assert.equal(error.message, 'S3 cannot be reached: the proxy did not let the connection through')
    assert.match(describeForOperator(error), new RegExp(`store\\.example:443, the proxy answered ${status}.*NO_PROXY`))
  })
}

test('only through a proxy → the operator reads the address of a proxy that does not run', async () => {
  const httpsProxy = `http://127.0.0.1:${await findFreePort()}`
  const error = await list('https://store.example', { httpsProxy })
  assert.ok(error instanceof S3Unreachable)
  assert.equal(error.reason, 'proxy_failed')
  assert.match(describeForOperator(error), new RegExp(`at ${new URL(httpsProxy).host}, ECONNREFUSED`))
})

test('private addresses are refused even behind a proxy, if the gateway itself can resolve them', async () => {
  const before = proxy.requests.length
  for (const [endpoint, resolve] of [
    ['http://10.1.2.3', noDns],
    ['http://store.example', resolveTo('169.254.169.254')],
  ] as const) {
    const error = await list(endpoint, { httpProxy: proxy.url, resolve })
    assert.ok(error instanceof S3Unreachable)
    assert.equal(error.reason, 'private_address')
  }
  assert.equal(proxy.requests.length, before)
})

test('loopback addresses and the hosts in NO_PROXY are reached without the proxy', async () => {
  const before = proxy.requests.length
  assert.equal(await list(s3.endpoint, { httpProxy: proxy.url }), 'listed')
  const endpoint = s3.endpoint.replace('127.0.0.1', 'store.internal')
  const direct = { httpProxy: proxy.url, noProxy: '.internal', resolve: resolveTo('127.0.0.1'), allowPrivate: true }
  assert.equal(await list(endpoint, direct), 'listed')
  assert.equal(proxy.requests.length, before)
})
