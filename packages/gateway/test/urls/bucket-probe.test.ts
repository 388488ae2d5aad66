import assert from 'node:assert/strict'
import type { lookup } from 'node:dns'
import { after, before, beforeEach, test } from 'node:test'
import { type BucketProbe, createBucketProbe } from '../../src/s3/bucket-probe.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { createS3Caller } from '../../src/s3/s3-caller.ts'
import { createS3Client, type S3Client } from '../../src/s3/s3-client.ts'
import { answerError, answerListing, createTarget, type ScriptedS3, startScriptedS3 } from '../servers/scripted-s3.ts'

let s3: ScriptedS3
let client: S3Client
let probe: BucketProbe

before(async () => {
  s3 = await startScriptedS3(answerListing())
})
beforeEach(() => {
  client = createS3Client({ allowPrivate: false })
  probe = createProbe(client)
  s3.requests.length = 0
})
after(async () => {
  await client.close()
  await s3.close()
})

function createProbe(over: S3Client): BucketProbe {
  return createBucketProbe(createS3Caller(over, createCircuitBreakers(Date.now)), Date.now)
}

const probeBucket = () => probe.probeBucket(createTarget(s3.endpoint), 'my-bucket')

test('a listing says that the bucket exists and may be listed', async () => {
  s3.answerWith(answerListing())
  const result = await probeBucket()
  assert.equal(result.kind, 'exists')
  assert.ok(result.kind === 'exists' && result.isListable && result.region === undefined)
  assert.match(s3.requests[0] ?? '', /^GET \/my-bucket\?.*list-type=2&max-keys=1/)
})

test('NoSuchBucket says that the bucket is missing', async () => {
  s3.answerWith(answerError(404, 'NoSuchBucket'))
  assert.deepEqual(await probeBucket(), { kind: 'missing' })
})

for (const [status, code] of [
  [403, 'InvalidAccessKeyId'],
  [403, 'SignatureDoesNotMatch'],
  [400, 'ExpiredToken'],
  [400, 'InvalidToken'],
  [403, 'AccountProblem'],
  [401, 'Unauthorized'],
] as const) {
  test(`${code} says that the credential is refused`, async () => {
    s3.answerWith(answerError(status, code))
    assert.deepEqual(await probeBucket(), { kind: 'refused', code })
  })
}

test('AccessDenied says only that the bucket may not be listed', async () => {
  s3.answerWith(answerError(403, 'AccessDenied'))
  const result = await probeBucket()
  assert.ok(result.kind === 'exists' && !result.isListable)
})

for (const [name, status, code, header] of [
  ['a 301 with the region in a header', 301, 'PermanentRedirect', true],
  ['a 307 with the region in a header', 307, 'TemporaryRedirect', true],
  ['a 400 with the region in the error document', 400, 'AuthorizationHeaderMalformed', false],
] as const) {
  test(`wrong region: PermanentRedirect, AuthorizationHeaderMalformed → ${name} leads to the bucket’s own region`, async () => {
    s3.answerWith((request, response) => {
      if (request.url?.includes('%2Feu-central-1%2Fs3%2F')) return answerListing()(request, response)
      const headers = header ? { 'x-amz-bucket-region': 'eu-central-1', location: 'http://127.0.0.1:1/' } : {}
      answerError(
        status,
        code,
        headers as Record<string, string>,
        header ? '' : '<Region>eu-central-1</Region>',
      )(request, response)
    })
    const result = await probeBucket()
    assert.ok(result.kind === 'exists' && result.region === 'eu-central-1' && result.isListable)
    assert.equal(s3.requests.length, 2)
  })
}

test('the probe ignores a region that is not a region name, because it would become a host name', async () => {
  s3.answerWith(answerError(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'evil.com/' }))
  assert.equal((await probeBucket()).kind, 'unknown')
  assert.equal(s3.requests.length, 1)
})

test('the probe does not follow a redirect', async () => {
  const other = await startScriptedS3(answerListing())
  s3.answerWith((_request, response) => response.writeHead(302, { location: `${other.endpoint}/stolen` }).end())
  assert.equal((await probeBucket()).kind, 'unknown')
  assert.deepEqual(other.requests, [])
  await other.close()
})

for (const [name, script] of [
  ['a cut connection', (_: unknown, response: { destroy(): void }) => response.destroy()],
  ['a server error', answerError(503, 'SlowDown')],
] as const) {
  test(`${name} is an outage`, async () => {
    s3.answerWith(script as Parameters<ScriptedS3['answerWith']>[0])
    const result = await probeBucket()
    assert.ok(result.kind === 'unknown' && result.isOutage)
  })
}

test('the probe gives up on an answer that never comes, and reports an outage', async () => {
  s3.answerWith(() => {})
  const result = await probeBucket()
  assert.ok(result.kind === 'unknown' && result.isOutage)
  assert.match(result.reason, /2 seconds/)
})

test('the probe gives up on a body that never ends', async () => {
  s3.answerWith((_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 50)
    response.on('close', () => clearInterval(timer))
  })
  assert.equal((await probeBucket()).kind, 'unknown')
})

test('the probe reads only the beginning of an endless body', async () => {
  let sent = 0
  s3.answerWith((_request, response) => {
    response.writeHead(403)
    const pump = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536
    }
    response.on('drain', pump)
    pump()
  })
  const result = await probeBucket()
  assert.equal(result.kind, 'exists')
  assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were sent`)
})

test('an answer that is not from S3 decides nothing, and is not an outage', async () => {
  s3.answerWith((_request, response) => response.writeHead(404).end('<html>not here</html>'))
  const result = await probeBucket()
  assert.ok(result.kind === 'unknown' && !result.isOutage)
  assert.match(result.reason, /404/)
})

test('clock skew → the probe compares the clock with S3’s Date', async () => {
  s3.answerWith(answerListing({ date: new Date(Date.now() - 600_000).toUTCString() }))
  const result = await probeBucket()
  assert.ok(result.kind === 'exists' && Math.abs(result.clockAheadMs - 600_000) < 5000)
})

for (const { title, code, aheadMs } of [
  { title: 'a clock so far behind that the probe has expired for S3', code: 'AccessDenied', aheadMs: -310_000 },
  { title: 'a clock so far ahead that the probe is not yet valid', code: 'AccessDenied', aheadMs: 960_000 },
  { title: 'a clock so far ahead that S3 says so', code: 'RequestTimeTooSkewed', aheadMs: 960_000 },
]) {
  test(`clock skew → ${title} decides nothing about rights, and is not an outage`, async () => {
    s3.answerWith(answerError(403, code, { date: new Date(Date.now() - aheadMs).toUTCString() }))
    const result = await probeBucket()
    assert.ok(result.kind === 'unknown' && !result.isOutage)
    assert.match(result.reason, /^the gateway’s clock is \d+ seconds (ahead of|behind) S3’s, so S3 refuses/)
  })
}

test('clock skew → AccessDenied is about rights if the probe was still valid for S3', async () => {
  s3.answerWith(answerError(403, 'AccessDenied', { date: new Date(Date.now() + 280_000).toUTCString() }))
  const result = await probeBucket()
  assert.ok(result.kind === 'exists' && !result.isListable)
})

for (const [status, kind] of [
  [200, 'readable'],
  [403, 'denied'],
  [404, 'absent'],
  [500, 'unknown'],
] as const) {
  test(`HEAD of an object: the status ${status} means ${kind}`, async () => {
    s3.answerWith((_request, response) => response.writeHead(status).end())
    const result = await probe.probeObject(
      createTarget(s3.endpoint),
      { bucket: 'my-bucket', key: 'a b/ü.txt' },
      undefined,
    )
    assert.equal(result.kind, kind)
    assert.match(s3.requests[0] ?? '', /^HEAD \/my-bucket\/a%20b\/%C3%BC\.txt\?/)
  })
}

test('the probe does not connect to a private address', async () => {
  for (const endpoint of [
    'http://10.1.2.3:9000',
    'http://169.254.169.254',
    'http://[fd00::1]:9000',
    'http://[::ffff:a00:1]',
  ]) {
    const result = await probe.probeBucket(createTarget(endpoint, { id: endpoint }), 'my-bucket')
    assert.ok(result.kind === 'unknown')
    assert.match(result.reason, /private address/, endpoint)
  }
})

test('the probe connects to a name that resolves to a private or loopback address only where that is allowed', async () => {
  s3.answerWith(answerListing())
  for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254']) {
    const resolve = ((_host: string, _options: object, callback: (error: null, found: object[]) => void) =>
      callback(null, [{ address, family: 4 }])) as unknown as typeof lookup
    const guarded = createS3Client({ allowPrivate: false, resolve })
    const target = createTarget(s3.endpoint.replace('127.0.0.1', 'rebound.example'))
    const result = await createProbe(guarded).probeBucket(target, 'my-bucket')
    assert.ok(result.kind === 'unknown')
    assert.match(result.reason, /private address/, address)
    await guarded.close()
    const open = createS3Client({ allowPrivate: true, resolve })
    if (address === '127.0.0.1') {
      assert.equal((await createProbe(open).probeBucket(target, 'my-bucket')).kind, 'exists')
    }
    await open.close()
  }
  assert.equal(s3.requests.length, 1)
})
