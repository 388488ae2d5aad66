import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { ask, beRefused, sign } from '../samples/sign.ts'
import { createTokenWithId, storeCredential } from '../samples/store-credential.ts'
import { findFreePort } from '../servers/free-port.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { isRefused } from '../servers/open-connection.ts'
import { checkMetrics } from '../servers/promtool.ts'
import { sendRaw } from '../servers/raw-http.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { scrape } from '../servers/scrape.ts'
import { answerError, answerListing, holdBack, startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'
import { goodExit, readLog } from '../servers/worker-processes.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())

const s3 = await startScriptedS3((request, response) => {
  const answer = request.url?.startsWith('/no-bucket') ? answerError(404, 'NoSuchBucket') : answerListing()
  answer(request, response)
})
stack.defer(() => s3.close())
const { path: dataDir } = stack.use(makeTempDir())
await storeCredential('s3', { dataDir }, { endpoint: s3.endpoint, bucketPatterns: [], isDefault: true })
const { id: tokenId, token } = await createTokenWithId({ dataDir })

const object = { bucket: 'one-bucket', key_name: 'a b.txt' }

test('metrics and access log show what a gateway did, and neither contains a token or a signature', async (t) => {
  await using gateway = await startGateway({
    dataDir,
    env: { SIGNPOST_RATE_LIMIT: '6/h:6', SIGNPOST_BAD_TOKEN_RATE_LIMIT: '100/s' },
  })
  const { url, metrics } = gateway.report
  const signer = { url, token }

  const signed = [
    await sign(signer, object),
    await sign(signer, object),
    await sign(signer, { ...object, type: 'upload' }),
  ]
  const missing = await beRefused(signer, { ...object, bucket: 'no-bucket' })
  const invalid = await beRefused(signer, { bucket: 'UPPER' })
  await sign(signer, object)
  assert.equal((await ask(signer, object)).status, 429)
  const unknown = await beRefused({ url, token: 'at_wrong' }, object)
  await fetch(`${url}/awss3/signed-url?bucket=${object.bucket}&key_name=a`)
  const nowhere = await fetch(`${url}/no/such/path/${token}?api_token=${token}`)
  await fetch(`${url}/awss3/signed-url?api_token=${token}`, { method: 'POST' })
  await sendRaw(url, `${token} is not HTTP\r\n\r\n`)
  const scraped = await scrape(metrics)
  assert.deepEqual(await gateway.stop(), goodExit)

  await t.test('the metrics count requests, refusals and durations', () => {
    const operation = 'signed_url'
    assert.equal(scraped.find('signpost_requests_total', { operation, outcome: 'allowed' }), 4)
    assert.equal(scraped.find('signpost_requests_total', { operation, outcome: 'denied' }), 5)
    assert.equal(scraped.find('signpost_requests_total', { operation, outcome: 'failed' }), 0)
    assert.equal(scraped.find('signpost_request_duration_seconds_count', { operation, outcome: 'allowed' }), 4)
    assert.equal(scraped.find('signpost_request_duration_seconds_bucket', { outcome: 'denied', le: '+Inf' }), 5)
    const codes = ['bucket_not_found', 'invalid_request', 'rate_limited', 'token_unknown', 'token_missing']
    for (const code of [...codes, 'route_not_found', 'method_not_allowed', 'malformed_request']) {
      assert.equal(scraped.find('signpost_refusals_total', { code }), 1, code)
    }
    assert.equal(scraped.find('signpost_refusals_total', { code: 'internal_error' }), 0)
  })

  await t.test('the metrics count events of the audit log, cache lookups, S3 probes and rate limit decisions', () => {
    assert.equal(scraped.find('signpost_audit_events_total', { result: 'written' }), 9)
    assert.equal(scraped.find('signpost_audit_events_total', { result: 'failed' }), 0)
    assert.equal(scraped.find('signpost_audit_batch_events_sum'), 9)
    assert.equal(scraped.find('signpost_audit_queue_events'), 0)
    assert.equal(scraped.find('signpost_audit_queue_limit'), 10_000)
    // The first use of the valid token and of the wrong one; an empty token is not looked up.
    assert.equal(scraped.find('signpost_cache_lookups_total', { cache: 'tokens', result: 'miss' }), 2)
    assert.equal(scraped.find('signpost_cache_lookups_total', { cache: 'tokens', result: 'hit' }), 6)
    assert.equal(scraped.find('signpost_cache_lookups_total', { cache: 'credentials', result: 'miss' }), 1)
    assert.equal(scraped.find('signpost_cache_lookups_total', { cache: 'buckets', result: 'miss' }), 2)
    assert.equal(scraped.find('signpost_cache_lookups_total', { cache: 'buckets', result: 'hit' }), 3)
    assert.equal(scraped.find('signpost_s3_probes_total', { result: 'exists' }), 1)
    assert.equal(scraped.find('signpost_s3_probes_total', { result: 'missing' }), 1)
    assert.equal(scraped.find('signpost_s3_probe_seconds_count'), 2)
    assert.equal(scraped.find('signpost_s3_breakers_open'), 0)
    assert.equal(scraped.find('signpost_rate_limit_decisions_total', { limit: 'token', decision: 'allowed' }), 6)
    assert.equal(scraped.find('signpost_rate_limit_decisions_total', { limit: 'token', decision: 'refused' }), 1)
    assert.equal(scraped.find('signpost_rate_limit_decisions_total', { limit: 'bad_token', decision: 'allowed' }), 2)
  })

  await t.test('the metrics describe the node itself', () => {
    assert.equal(scraped.find('signpost_database_up'), 1)
    assert.equal(scraped.find('signpost_redis_up'), undefined)
    assert.equal(scraped.find('signpost_draining'), 0)
    assert.ok((scraped.find('signpost_open_connections') ?? 0) >= 1)
    const build = { database: 'sqlite', audit: 'committed', node_version: process.version }
    assert.equal(scraped.find('signpost_build_info', build), 1)
    assert.ok((scraped.find('process_start_time_seconds') ?? 0) > 1_700_000_000)
    assert.notEqual(scraped.find('nodejs_eventloop_lag_seconds'), undefined)
  })

  await t.test('promtool finds no problem in the metrics', { skip: skipWithout('promtool') }, () => {
    assert.equal(checkMetrics(scraped.text), '')
  })

  await t.test('each answer has a line in the access log', () => {
    const lines = readLog(gateway).filter(({ msg }) => ['allowed', 'denied', 'failed'].includes(msg))
    assert.equal(lines.length, 12)
    const { time, at, requestId, credentialId, accountId, durationMs, ...line } = lines[0] ?? assert.fail()
    assert.deepEqual(line, {
      level: 30,
      clientAddress: '127.0.0.1',
      operation: 'signed_url',
      tokenId,
      action: 'download',
      bucket: 'one-bucket',
      key: 'a b.txt',
      expiresInSeconds: 300,
      outcome: 'allowed',
      status: 200,
      msg: 'allowed',
    })
    assert.ok(Number(durationMs) > 0 && Number(at) <= Number(time))
    for (const id of [requestId, credentialId, accountId]) assert.match(String(id), /^\S+$/)
    for (const refusal of [missing, invalid, unknown]) {
      const found = lines.find((other) => other.requestId === refusal.requestId) ?? assert.fail(refusal.code)
      assert.deepEqual([found.level, found.code, found.status], [40, refusal.code, refusal.status])
    }
    const stray = lines.find((other) => other.requestId === nowhere.headers.get('x-request-id')) ?? assert.fail()
    assert.deepEqual([stray.method, stray.path, stray.status], ['GET', '/no/such/path/…', 404])
    const unread = lines.find(({ code }) => code === 'malformed_request') ?? assert.fail()
    assert.deepEqual([unread.path, unread.clientAddress], [undefined, '127.0.0.1'])
  })

  await t.test('neither contains a token, a secret access key or a signature', () => {
    const signatures = signed.map(({ signedUrl }) => /X-Amz-Signature=(\w+)/.exec(signedUrl)?.[1] ?? assert.fail())
    for (const secret of [token, 'a-secret', ...signatures]) {
      assert.ok(!scraped.text.includes(secret) && !gateway.logs().includes(secret))
    }
  })
})

test('the setting limits how many signed requests a second are logged, but not refusals', async () => {
  for (const [perSecond, expected] of [
    ['0', 0],
    ['3', 3],
  ] as const) {
    await using gateway = await startGateway({ dataDir, env: { SIGNPOST_ACCESS_LOG_PER_SECOND: perSecond } })
    const signer = { url: gateway.report.url, token }
    // The requests fall into one second, or into several, each of which has its own allowance of lines.
    const startedAt = performance.now()
    for (let request = 0; request < 50; request++) await sign(signer, object)
    const seconds = Math.floor(performance.now() / 1000) - Math.floor(startedAt / 1000) + 2
    await beRefused(signer, { bucket: 'UPPER' })
    await gateway.stop()

    const lines = readLog(gateway)
    const logged = lines.filter(({ msg }) => msg === 'allowed').length
    assert.ok(logged >= expected && logged <= expected * seconds, `${logged} of ${perSecond}`)
    assert.equal(lines.filter(({ msg }) => msg === 'denied').length, 1)
  }
})

test('while a gateway drains, its metrics say so; they end when the gateway exits', async () => {
  const { script, release } = holdBack(answerListing())
  s3.answerWith(script)
  await using gateway = await startGateway({ dataDir })
  const { url, metrics } = gateway.report
  const before = s3.requests.length
  const asking = ask({ url, token }, object)
  await waitUntil('S3 has received the probe', () => s3.requests.length > before)

  const ended = gateway.stop('SIGTERM')
  await waitUntil('new connections are refused', () => isRefused(url))
  const scraped = await scrape(metrics)
  assert.equal(scraped.find('signpost_draining'), 1)
  assert.equal(scraped.find('signpost_database_up'), 1)

  release()
  assert.equal((await asking).status, 200)
  assert.deepEqual(await ended, goodExit)
  assert.ok(await isRefused(metrics ?? ''))
})

test('metrics are on by default, and can be turned off', async () => {
  const off = await startGateway({ dataDir, env: { SIGNPOST_METRICS: 'off' } })
  assert.equal(off.report.metrics, undefined)
  await off.stop()
  const { code, stdout } = await runSignpost(['config', 'print', '--json'], { dataDir })
  assert.equal(code, 0)
  const { keys } = JSON.parse(stdout) as { keys: { key: string; value: unknown }[] }
  const values = keys.filter(({ key }) => key.startsWith('metrics')).map(({ value }) => value)
  assert.deepEqual(values, [true, '127.0.0.1', 9464])
})

test('a configured metrics port that is in use makes the start fail; with the default port, the gateway only warns', async () => {
  const port = await findFreePort()
  const other = createServer().listen(port, '127.0.0.1')
  // If another Signpost already has the port, this server is not needed.
  const usual = createServer().on('error', () => {})
  await new Promise<void>((resolve) => usual.once('error', () => resolve()).listen(9464, '127.0.0.1', resolve))
  try {
    const { code, stderr } = await runSignpost(['serve', '--port', '0'], {
      dataDir,
      env: { SIGNPOST_METRICS_PORT: String(port) },
    })
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`"level":60,.*"Port ${port} of 127.0.0.1 is in use; .*SIGNPOST_METRICS_PORT`))

    await using gateway = await startGateway({ dataDir, env: { SIGNPOST_METRICS_PORT: '' } })
    assert.equal(gateway.report.metrics, undefined)
    await waitUntilReady(gateway.report.url)
    const findWarning = () => readLog(gateway).find(({ level }) => level === 40)
    await waitUntil('the log has a warning', () => findWarning() !== undefined)
    const warning = findWarning()
    assert.match(warning?.msg ?? '', /^No metrics are served\. Port 9464 .*SIGNPOST_METRICS_PORT$/)
  } finally {
    other.close()
    usual.close()
  }
})
