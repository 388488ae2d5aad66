import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate, type SampleGateOptions } from '../../test/samples/sample-gate.ts'
import type { Access } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'
import { signedUrls } from './signed-urls.ts'

interface Batch {
  readonly results: readonly { readonly signedUrl?: string; readonly error?: { readonly code: string } }[]
  readonly signed: number
  readonly refused: number
}

async function sign(json: Readonly<Record<string, unknown>>, options: SampleGateOptions = {}) {
  const sample = createSampleGate(options)
  const result = (await sample.ask(signedUrls, {}, { input: { text: {}, json } })) as unknown as Batch
  return { ...result, events: sample.events }
}

async function listProblems(json: Readonly<Record<string, unknown>>): Promise<string[]> {
  try {
    await sign(json)
  } catch (error) {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'invalid_request')
    return (error.details ?? []).map(({ message }) => message)
  }
  return assert.fail('it was signed')
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ key_name: `k/${index}` }))

test('each entry has its result, in order, and its event', async () => {
  const { results, signed, refused, events } = await sign({ defaults: { bucket: 'my-bucket' }, requests: keys(1000) })

  assert.deepEqual([signed, refused, events.length], [1000, 0, 1000])
  for (const [index, { signedUrl = '' }] of results.entries()) {
    assert.equal(new URL(signedUrl).pathname, `/k/${index}`)
    assert.equal(events[index]?.key, `k/${index}`)
  }
})

test('a partial failure is a normal answer: each refused entry has its reason, and the others are signed', async () => {
  const { results, signed, refused, events } = await sign(
    {
      defaults: { bucket: 'my-bucket' },
      requests: [
        { key_name: 'a' },
        { key_name: 'a', type: 'delete' },
        { key_name: 'a', bucket: 'other-bucket' },
        { key_name: 'a', credential: 'nobodys' },
        { key_name: 'a', type: 'upload', acl: 'public-read' },
        { key_name: 'a', type: 'upload', content_length: 5 },
      ],
    },
    {
      token: { limits: { acls: [] } },
      credentials: [{ bucketPatterns: ['my-*'] }],
    },
  )

  assert.deepEqual(
    results.map(({ signedUrl, error }) => (signedUrl === undefined ? error?.code : 'signed')),
    ['signed', 'token_not_allowed', 'no_credential', 'no_credential', 'token_not_allowed', 'signed'],
  )
  assert.deepEqual([signed, refused], [2, 4])
  assert.deepEqual(events.map(({ outcome }) => outcome).sort(), [
    ...Array(2).fill('allowed'),
    ...Array(4).fill('denied'),
  ])
})

test('an entry that needs a feature that its store lacks is refused, and the error names the parameter', async () => {
  const { results } = await sign(
    { requests: [{ bucket: 'my-bucket', key_name: 'a', type: 'upload', checksum_sha256: `${'A'.repeat(43)}=` }] },
    { credentials: [{ isDefault: true, preset: 'ceph', endpoint: 'https://ceph.example.com' }] },
  )
  assert.match(JSON.stringify(results[0]?.error), /checksum_sha256.*Ceph does not verify/)
})

test('a fault of the gateway fails the whole batch, not one entry', async () => {
  const dependencies = { buckets: { check: () => assert.fail('a fault') } }
  await assert.rejects(sign({ requests: [{ bucket: 'my-bucket', key_name: 'a' }] }, { dependencies }), {
    code: 'internal_error',
  })
})

test('S3 is asked about buckets, never about objects', async () => {
  const asked: Access[] = []
  const check = (_target: unknown, access: Access) => {
    asked.push(access)
    return { region: undefined, warnings: ['Look.'] }
  }
  const { results } = await sign(
    { defaults: { bucket: 'my-bucket' }, requests: keys(3) },
    { dependencies: { buckets: { check } } },
  )
  assert.ok(asked.every(({ isBulk }) => isBulk))
  assert.deepEqual(
    results.map((result) => (result as { warnings?: string[] }).warnings),
    Array(3).fill(['Look.']),
  )
})

test('a batch of many buckets asks about a few at a time, and still answers in order', async () => {
  let [asking, most] = [0, 0]
  const check = async () => {
    most = Math.max(most, ++asking)
    await new Promise(setImmediate)
    asking--
    return { region: undefined, warnings: [] }
  }
  const requests = Array.from({ length: 100 }, (_, index) => ({ bucket: `bucket-${index}`, key_name: 'a' }))
  const { results } = await sign({ requests }, { dependencies: { buckets: { check } } })
  assert.equal(most, 8)
  assert.deepEqual(
    results.map((result) => (result as { bucket?: string }).bucket),
    requests.map(({ bucket }) => bucket),
  )
})

test('the event loop serves other work while a thousand entries are signed', async () => {
  let turns = 0
  let isSigned = false
  const count = () => {
    turns++
    if (!isSigned) setImmediate(count)
  }
  setImmediate(count)
  await sign({ defaults: { bucket: 'my-bucket' }, requests: keys(1000) })
  isSigned = true
  assert.equal(turns, 6)
})

test('the parameters of an entry take precedence over the defaults', async () => {
  const { results } = await sign({
    defaults: { bucket: 'my-bucket', type: 'upload', expires_in: 60, cache_control: 'no-store' },
    requests: [
      { key_name: 'a', expires_in: 90 },
      { key_name: 'b', cache_control: '' },
    ],
  })
  const [first, second] = results as { signedUrl: string; headers: object }[]
  assert.equal(new URL(first?.signedUrl ?? '').searchParams.get('X-Amz-Expires'), '90')
  assert.deepEqual(first?.headers, { 'cache-control': 'no-store' })
  assert.deepEqual(second?.headers, { 'cache-control': 'no-store' }, 'an empty parameter counts as absent')
})

test('a list that is too long is not read to its end', async () => {
  const requests = [...keys(1500), { bucket: 'WRONG' }].map((entry) => ({ bucket: 'my-bucket', ...entry }))
  assert.deepEqual(await listProblems({ requests }), ['`requests` must be a list of 1 to 1000 objects'])
})

test('every problem names its place', async () => {
  const entry = { bucket: 'my-bucket', key_name: 'a' }
  assert.deepEqual(await listProblems({ requests: [entry, { ...entry, expires_in: 0 }, { bucket: 'my-bucket' }] }), [
    '`requests[1].expires_in` must be a whole number of seconds from 1 to 604800 (7 days, the longest that S3 accepts)',
  ])
  assert.deepEqual(await listProblems({ requests: [entry, { bucket: 'my-bucket' }, { key_name: 'a' }] }), [
    '`requests[1].key_name` is required: in the entry, or in `defaults`',
    '`requests[2].bucket` is required: in the entry, or in `defaults`',
  ])
  assert.deepEqual(
    await listProblems({
      defaults: { max_bytes: 1, type: 'get' },
      requests: [{ ...entry, filename: 'x', type: 'upload' }],
    }),
    ['`defaults.max_bytes` looks like a limit: `content_length` is meant'],
  )
  assert.deepEqual(await listProblems({ requests: [{ ...entry, content_length: 3 }] }), [
    '`requests[0].content_length` applies to `type=upload` only, and `type` is `get`',
  ])
})

for (const [name, requests] of [
  ['none', []],
  ['a thousand and one', keys(1001)],
  ['an object', {}],
] as const) {
  test(`${name} is not a valid batch`, async () => {
    const [problem] = await listProblems({ defaults: { bucket: 'my-bucket' }, requests })
    assert.equal(problem, '`requests` must be a list of 1 to 1000 objects')
  })
}

for (const [count, cost] of [
  [1, 1],
  [20, 1],
  [21, 2],
  [1000, 50],
] as const) {
  test(`${count} URLs count as ${cost} of the token’s rate`, () => {
    assert.equal(signedUrls.cost?.({ requests: keys(count) }), cost)
  })
}
