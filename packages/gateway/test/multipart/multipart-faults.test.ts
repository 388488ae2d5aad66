import assert from 'node:assert/strict'
import { request as sendRequest } from 'node:http'
import { after, describe, test } from 'node:test'
import { pino } from 'pino'
import { loadConfig } from '../../src/config/load-config.ts'
import { createSweepCounters } from '../../src/core/counters.ts'
import { openState } from '../../src/open-state.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { createS3Caller } from '../../src/s3/s3-caller.ts'
import { createS3Client } from '../../src/s3/s3-client.ts'
import { sweepUploads } from '../../src/uploads/sweep-uploads.ts'
import { createSigningCredentials } from '../../src/vault/signing-credentials.ts'
import { createMultipartClient, dataOf, type SignedPart, sendPart } from '../samples/multipart-client.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, signForCeph, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { type Script, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Between the gateway and Ceph stands a server that passes everything on, except what a test wants it to lose.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const ceph = skipWithoutCeph === false ? stack.use(await startCeph()) : undefined

/** Passes a request on to Ceph unchanged, because the signature covers the host that the request was sent to. */
function passOn(endpoint: string, answer?: (send: () => void) => void): Script {
  return (incoming, response) => {
    const { port } = new URL(endpoint)
    const { method, url, headers } = incoming
    const outgoing = sendRequest({ host: '127.0.0.1', port, method, path: url, headers }, (answered) => {
      const chunks: Buffer[] = []
      answered.on('data', (chunk: Buffer) => chunks.push(chunk))
      answered.on('end', () => {
        const send = () => response.writeHead(answered.statusCode ?? 0, answered.headers).end(Buffer.concat(chunks))
        if (answer === undefined) send()
        else answer(send)
      })
    })
    incoming.pipe(outgoing)
  }
}

describe('multipart uploads when things break', { skip: skipWithoutCeph }, () => {
  const { endpoint, createBucket } = ceph as NonNullable<typeof ceph>
  const bucket = 'faults'
  const store = (through: string) => ({ ...cephUsers.alice, endpoint: through, preset: 'ceph' }) as const
  const countOpen = async () => {
    const request = { method: 'GET', bucket, query: { uploads: '' } } as const
    return (await (await fetch(signForCeph(endpoint, cephUsers.alice, request))).text()).split('<Upload>').length - 1
  }

  test('a completion that failed inside a 200, or whose answer was lost, can be repeated', async () => {
    await createBucket(bucket)
    await using s3 = await startDisposableS3(passOn(endpoint))
    using dir = makeTempDir()
    await storeCredential(bucket, { dataDir: dir.path }, store(s3.endpoint))
    // After a failure, the gateway sends S3 nothing for ten seconds.
    let now = Date.now()
    await using gateway = await startComposedGateway({ dataDir: dir.path, clock: () => now })
    const client = createMultipartClient({ url: gateway.url, token: await createToken({ dataDir: dir.path }) })
    const upload = dataOf(await client.begin({ bucket, key_name: 'a', size: 3 }))
    assert.equal((await sendPart(upload.parts[0] as SignedPart, new Uint8Array([1, 2, 3]))).status, 200)

    s3.answerWith((request, response) => {
      if (request.method !== 'POST') return passOn(endpoint)(request, response)
      const error = '<Error><Code>InternalError</Code><Message>Please try again.</Message></Error>'
      response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>\n   \n${error}`)
    })
    const failed = await client.complete(upload)
    assert.deepEqual([failed.status, failed.error?.code], [502, 'store_error'])
    assert.match(failed.error?.message ?? '', /200 InternalError/)

    s3.answerWith((request, response) => {
      const isCompletion = request.method === 'POST'
      passOn(endpoint, (send) => (isCompletion ? response.destroy() : send()))(request, response)
    })
    now += 11_000
    const lost = await client.complete(upload)
    assert.deepEqual([lost.status, lost.error?.code], [502, 'store_error'])

    s3.answerWith(passOn(endpoint))
    now += 11_000
    const found = dataOf(await client.complete(upload))
    assert.deepEqual([found.size, found.warnings?.length], [3, 1])
    assert.match(found.warnings?.[0] ?? '', /was already completed/)
  })

  test('the sweeper aborts an upload that S3 began just before the gateway was killed, and no other upload', async () => {
    using dir = makeTempDir()
    const dataDir = dir.path
    await using s3 = await startDisposableS3(passOn(endpoint))
    await storeCredential(bucket, { dataDir }, store(s3.endpoint))
    const token = await createToken({ dataDir })
    await using gateway = await startGateway({ dataDir })
    const client = createMultipartClient({ url: gateway.report.url, token })
    const before = await countOpen()
    const kept = dataOf(await client.begin({ bucket, key_name: 'b' }))
    const { promise: killed, resolve } = Promise.withResolvers<void>()
    s3.answerWith((request, response) => {
      if (request.method !== 'POST') return passOn(endpoint)(request, response)
      // Ceph has begun the upload, but the gateway never receives the answer.
      passOn(endpoint, () => void gateway.stop('SIGKILL').then(() => resolve()))(request, response)
    })
    await assert.rejects(client.begin({ bucket, key_name: 'b' }))
    await killed
    assert.equal(await countOpen(), before + 2)
    s3.answerWith(passOn(endpoint))

    const { config } = loadConfig({ env: {}, flags: { dataDir } })
    const { database, ring } = await openState({ config }, { mayCreate: true })
    const { uploads } = database
    const list = () => uploads.listDue({ createdBefore: Date.now() + 1000, now: Date.now(), limit: 9 })
    const rows = await list()
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['open', 'begun'],
    )
    // The other upload is not due.
    await uploads.update(rows[0]?.id ?? '', { retryAt: Date.now() + 600_000 })
    const s3Client = createS3Client({ allowPrivate: false })
    const counters = createSweepCounters()
    await sweepUploads(
      {
        uploads,
        credentials: createSigningCredentials(database.credentials, database.changes, ring),
        s3: createS3Caller(s3Client, createCircuitBreakers(Date.now)),
        logger: pino({ level: 'silent' }),
        counters,
      },
      { now: Date.now(), createdBefore: Date.now() + 1000, isEnded: () => false },
    )

    assert.deepEqual([counters.aborted, counters.failed], [1, 0])
    assert.equal(await countOpen(), before + 1)
    assert.deepEqual(await list(), [])
    await s3Client.close()
    await database.close()
    const request = { method: 'GET', bucket, key: 'b', query: { uploadId: kept.uploadId } } as const
    assert.equal(
      (await fetch(signForCeph(endpoint, cephUsers.alice, request))).status,
      200,
      'the other upload is still open',
    )
  })
})

async function startDisposableS3(script: Script) {
  const s3 = await startScriptedS3(script)
  return { ...s3, [Symbol.asyncDispose]: () => s3.close() }
}
