import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeClientToken } from '../samples/make-client-token.ts'
import { ask, type Refusal } from '../samples/sign.ts'
import { createToken, createTokenWithId } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const wrongToken = `at_${'0'.repeat(33)}`

/** An empty variable counts as unset, so the product's own default applies. */
const asShipped = {
  SIGNPOST_RATE_LIMIT: '',
  SIGNPOST_CLIENT_TOKEN_RATE_LIMIT: '',
  SIGNPOST_CHANGE_RATE_LIMIT: '',
  SIGNPOST_BAD_TOKEN_RATE_LIMIT: '',
}

test('the 101st request of a burst gets 429, and after Retry-After the next request passes', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path, env: asShipped, args: ['--sandbox'] })
  const signer = { url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }

  const answers = await sendBurst(() => ask(signer, object))

  const [refused, ...rest] = answers.filter(({ status }) => status === 429)
  assert.equal(answers.filter(({ status }) => status === 200).length, 100)
  assert.ok(refused !== undefined)
  assert.equal(rest.length, 0)
  const { error } = (await refused.json()) as { error: Refusal }
  assert.equal(error.code, 'rate_limited')
  for (const { headers } of answers) assert.equal(headers.get('ratelimit-policy'), '"default";q=100;w=2')
  const remaining = answers.map(({ headers }) =>
    Number(/^"default";r=(\d+);t=[12]$/.exec(headers.get('ratelimit') ?? '')?.[1]),
  )
  assert.deepEqual(
    remaining.sort((one, other) => one - other),
    [0, ...Array.from({ length: 100 }, (_, index) => index)],
  )

  const retryAfter = refused.headers.get('retry-after') ?? ''
  assert.match(retryAfter, /^[12]$/)
  await sleep(Number(retryAfter) * 1000)
  const next = await ask(signer, object)
  assert.equal(next.status, 200)
  assert.equal(next.headers.get('retry-after'), null)
  await waitUntil('the refusal is logged', () =>
    /"outcome":"denied","code":"rate_limited","status":429/.test(gateway.logs()),
  )
})

test('a token has its own rate, and every answer to a valid token reports it', async () => {
  using dir = makeTempDir()
  const limits = { rate: '4/m:4', allow: ['download:my-bucket/*'] }
  const { id, token } = await createTokenWithId({ dataDir: dir.path }, limits)
  await using gateway = await startGateway({ dataDir: dir.path, env: asShipped })
  const signer = { url: gateway.report.url, token }

  const answers = [
    await ask(signer, object),
    await ask(signer, {}),
    await ask(signer, { ...object, bucket: 'other-bucket' }),
    await ask(signer, object),
    await ask(signer, object),
  ]

  const told = answers.map(({ status, headers }) => [status, headers.get('ratelimit')?.replace(/\d+$/, '')])
  assert.deepEqual(told, [
    [403, '"default";r=3;t='],
    [400, '"default";r=2;t='],
    [403, '"default";r=1;t='],
    [403, '"default";r=0;t='],
    [429, '"default";r=0;t='],
  ])
  for (const { headers } of answers) assert.equal(headers.get('ratelimit-policy'), '"default";q=4;w=60')
  type Page = { tokens: { id: string; limits: object }[] }
  const { tokens } = await readSignpost<Page>(['token', 'list'], { dataDir: dir.path })
  const [listed] = tokens
  assert.equal(listed?.id, id)
  assert.deepEqual(listed?.limits, { allow: ['download:my-bucket/*'], rate: '4/m:4' })
})

test('bad tokens are limited by client address, and valid tokens that the gateway already knows still work from there', async () => {
  using dir = makeTempDir()
  const good = await createToken({ dataDir: dir.path })
  const bound = await createToken({ dataDir: dir.path }, { networks: ['203.0.113.200'] })
  const env = { ...asShipped, SIGNPOST_BAD_TOKEN_RATE_LIMIT: '4/m:4', SIGNPOST_TRUST_PROXY: 'loopback' }
  await using gateway = await startGateway({ dataDir: dir.path, env })

  async function askFrom(client: string, token: string | undefined): Promise<Response> {
    const headers = { 'x-forwarded-for': client, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
    return fetch(`${gateway.report.url}/awss3/signed-url?bucket=my-bucket&key_name=a.txt`, { headers })
  }

  // 403: the token is valid, and no credential is stored.
  assert.equal((await askFrom('203.0.113.8', good)).status, 403)
  const statuses: number[] = []
  for (const token of [wrongToken, undefined, 'nonsense', bound, wrongToken, undefined, bound]) {
    statuses.push((await askFrom('203.0.113.7', token)).status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 403, 429, 429, 429])

  const refused = await askFrom('203.0.113.7', wrongToken)
  assert.match(refused.headers.get('retry-after') ?? '', /^([1-9]|[1-5]\d|60)$/)
  assert.equal(refused.headers.get('ratelimit'), null)
  assert.equal((await askFrom('203.0.113.7', good)).status, 403)
  assert.match((await askFrom('203.0.113.7', good)).headers.get('ratelimit') ?? '', /^"default";r=9[789];/)
  assert.match((await askFrom('203.0.113.200', bound)).headers.get('ratelimit') ?? '', /^"default";r=99;/)
  assert.equal((await askFrom('203.0.113.8', wrongToken)).status, 401)
  // For such an address, the gateway does not look up a token that it does not know yet.
  const fresh = await createToken({ dataDir: dir.path })
  assert.equal((await askFrom('203.0.113.7', fresh)).status, 429)
  assert.equal((await askFrom('203.0.113.8', fresh)).status, 403)
  assert.equal((await askFrom('203.0.113.7', fresh)).status, 403)

  const neighbours: number[] = []
  for (let host = 1; host <= 5; host++) neighbours.push((await askFrom(`2001:db8::${host}`, wrongToken)).status)
  assert.deepEqual(neighbours, [401, 401, 401, 401, 429])
  assert.equal((await askFrom('2001:db8:0:1::1', wrongToken)).status, 401)
  await waitUntil('the client address is logged', () => gateway.logs().includes('"clientAddress":"203.0.113.7"'))
})

test('requests that change something at the store have a rate of their own, besides the rate of the token', async () => {
  using dir = makeTempDir()
  const env = { ...asShipped, SIGNPOST_CHANGE_RATE_LIMIT: '2/m:2' }
  await using gateway = await startGateway({ dataDir: dir.path, env, args: ['--sandbox'] })
  const headers = { authorization: `Bearer ${gateway.report.sandbox?.token}` }
  const url = `${gateway.report.url}/awss3/object?bucket=my-bucket&key_name=none.txt`

  const answers: Response[] = []
  for (const method of ['DELETE', 'GET', 'DELETE', 'DELETE', 'GET']) answers.push(await fetch(url, { method, headers }))

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 404, 200, 429, 404],
  )
  const [first, read, , refused] = answers
  assert.equal(first?.headers.get('ratelimit-policy'), '"default";q=100;w=2, "changes";q=2;w=60')
  assert.match(first?.headers.get('ratelimit') ?? '', /^"default";r=99;t=2, "changes";r=1;t=60$/)
  assert.equal(read?.headers.get('ratelimit-policy'), '"default";q=100;w=2')
  assert.match(refused?.headers.get('ratelimit') ?? '', /"changes";r=0;t=(60|[1-5]?\d)$/)
  assert.match(refused?.headers.get('retry-after') ?? '', /^(60|[1-5]?\d)$/)
})

test('a client token has a rate of its own, and its requests also count against the rate of its API token', async () => {
  using dir = makeTempDir()
  const env = { ...asShipped, SIGNPOST_CLIENT_TOKEN_RATE_LIMIT: '2/m:2' }
  await using gateway = await startGateway({ dataDir: dir.path, env })
  const { url } = gateway.report
  const token = await createToken({ dataDir: dir.path }, { rate: '9/m:9' })
  const page = await makeClientToken({ url, token })
  const other = await makeClientToken({ url, token })

  // 403: no credential is stored.
  const statuses: number[] = []
  for (const one of [page, page, page, other]) {
    statuses.push((await ask({ url, token: one }, { ...object, key_name: 'in/a', type: 'upload' })).status)
  }
  assert.deepEqual(statuses, [403, 403, 429, 403])
  const { headers } = await ask({ url, token: other }, object)
  assert.equal(headers.get('ratelimit-policy'), '"default";q=9;w=60, "client-token";q=2;w=60')
  assert.match(headers.get('ratelimit') ?? '', /^"default";r=3;t=\d+, "client-token";r=0;t=\d+$/)
})

test('X-Forwarded-For from a peer that is not a trusted proxy is ignored', async () => {
  using dir = makeTempDir()
  const env = { SIGNPOST_BAD_TOKEN_RATE_LIMIT: '1/m:1', SIGNPOST_TRUST_PROXY: '192.0.2.0/24' }
  await using gateway = await startGateway({ dataDir: dir.path, env })
  const url = `${gateway.report.url}/awss3/signed-url`

  const first = await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.7' } })
  const second = await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.8' } })

  assert.deepEqual([first.status, second.status], [401, 429])
  await waitUntil('the client address is logged', () => gateway.logs().includes('"clientAddress":"127.0.0.1"'))
  assert.doesNotMatch(gateway.logs(), /203\.0\.113/)
})

/** Sends 101 requests at once, within one window. Starts again if a busy machine took longer. */
async function sendBurst(send: () => Promise<Response>): Promise<readonly Response[]> {
  const windowMs = 2000
  for (;;) {
    const startedAt = performance.now()
    const answers = await Promise.all(Array.from({ length: 101 }, send))
    if (performance.now() - startedAt < windowMs) return answers
    await sleep(windowMs)
  }
}
