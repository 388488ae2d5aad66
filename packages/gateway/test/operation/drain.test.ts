import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { listAuditEvents } from '../../src/admin/list-audit-events.ts'
import { administer } from '../samples/administer.ts'
import { ask, type Signed, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { isRefused, openConnection, openUnfinishedRequest } from '../servers/open-connection.ts'
import { answerListing, holdBack, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { readLog } from '../servers/worker-processes.ts'

const object = { bucket: 'one-bucket', key_name: 'a.txt' }

for (const durability of ['committed', 'buffered']) {
  test(`a request that waits for S3 when SIGTERM comes is answered, and its audit event is stored (${durability})`, async () => {
    using dir = makeTempDir()
    const { script, release } = holdBack(answerListing())
    const s3 = await startScriptedS3(script)
    await using _s3 = { [Symbol.asyncDispose]: () => s3.close() }
    const { gateway, token } = await start(dir.path, s3.endpoint, { SIGNPOST_AUDIT_DURABILITY: durability })
    await using _ = gateway
    const { url } = gateway.report
    const asking = fetch(`${url}/awss3/signed-url?bucket=one-bucket&key_name=a.txt`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await waitUntil('S3 has received the probe', () => s3.requests.length > 0)
    const half = await openConnection(url)
    half.write('GET /readyz HTTP/1.1\r\nHost: a\r\n')
    await sleep(50)

    const ended = gateway.stop('SIGTERM')
    await waitUntil('new connections are refused', () => isRefused(url))
    half.write('\r\n')
    release()

    assert.match(await text(half), /^HTTP\/1\.1 503 .*connection: close\r\n.*The gateway is shutting down\./s)
    const answer = await asking
    const { data } = (await answer.json()) as { data: Signed }
    assert.deepEqual([answer.status, answer.headers.get('connection')], [200, 'close'])
    assert.match(data.signedUrl, /X-Amz-Signature=/)
    assert.deepEqual(await ended, { code: 0, signal: null })
    const lines = readLog(gateway)
    assert.deepEqual(
      lines.filter(({ level }) => Number(level) >= 50),
      [],
      'an orderly shutdown logs no error',
    )
    const { events } = await administer({ dataDir: dir.path }, (dependencies) => listAuditEvents.run({}, dependencies))
    assert.deepEqual(
      events.map(({ outcome }) => outcome),
      ['allowed'],
    )
  })
}

test('clients with busy connections lose no request when the gateway shuts down', async () => {
  using dir = makeTempDir()
  const { gateway, token } = await start(dir.path, 'https://s3.store.invalid', { SIGNPOST_BUCKET_CHECK: 'off' })
  await using _ = gateway
  const signer = { url: gateway.report.url, token }
  await sign(signer, object)
  const outcomes = new Map<string, number>()
  const clients = Array.from({ length: 10 }, async () => {
    for (let outcome = ''; outcome !== 'ECONNREFUSED'; ) {
      outcome = await ask(signer, object).then(
        async (answer) => `${answer.status} ${(await answer.text()).length > 0}`,
        (error: Error & { cause: { code: string } }) => error.cause.code,
      )
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  })
  await waitUntil('the clients have answers', () => (outcomes.get('200 true') ?? 0) > 20)

  const exit = await gateway.stop('SIGTERM')
  await Promise.all(clients)

  assert.deepEqual([...outcomes.keys()].toSorted(), ['200 true', 'ECONNREFUSED'])
  assert.deepEqual(exit, { code: 0, signal: null })
})

test('an idle connection does not delay the shutdown', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path })
  const silent = await openConnection(gateway.report.url)

  const exit = await gateway.stop('SIGINT')

  assert.deepEqual(exit, { code: 0, signal: null })
  silent.destroy()
})

test('a second signal, even of another kind, ends the process at once', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path })
  const asking = await openUnfinishedRequest(gateway.report.url)

  void gateway.stop('SIGTERM')
  await waitUntil('new connections are refused', () => isRefused(gateway.report.url))
  const exit = await gateway.stop('SIGINT')

  assert.deepEqual(exit, { code: 1, signal: null })
  asking.destroy()
})

async function start(dataDir: string, endpoint: string, env: Readonly<Record<string, string>> = {}) {
  await storeCredential('one', { dataDir }, { endpoint, bucketPatterns: [] })
  const token = await createToken({ dataDir })
  const gateway: GatewayProcess = await startGateway({ dataDir, env })
  return { gateway, token }
}
