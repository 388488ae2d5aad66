import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ask, beRefused, sign } from '../samples/sign.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

interface Created {
  readonly id: string
  readonly name: string
  readonly token: string
  readonly limits: Record<string, unknown>
  readonly expiresAt?: string
}

interface TokenPage {
  readonly tokens: readonly { readonly id: string }[]
  readonly nextCursor?: string
}

interface Refusal {
  readonly error: {
    readonly code: string
    readonly details: { readonly parameter: string; readonly message: string }[]
  }
}

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const gateway = stack.use(await startGateway({ dataDir, args: ['--sandbox'] }))
const { url } = gateway.report
const object = { bucket: 'my-bucket', key_name: 'incoming/a.txt' }

test('a token that a command creates works at once on a running gateway', async () => {
  const { token } = await create('at-once')

  assert.equal((await ask({ url, token }, object)).status, 200)
})

test('a running gateway soon refuses a revoked token', async () => {
  const { id, token } = await create('short-lived')
  assert.equal((await ask({ url, token }, object)).status, 200)

  const revoked = await readSignpost<{ id: string; revokedAt: string }>(['token', 'revoke', id, '--yes'], { dataDir })

  assert.equal(revoked.id, id)
  // fault/ measures that it takes at most 2 s.
  await waitUntil('the token is refused', async () => (await ask({ url, token }, object)).status === 401)
  assert.equal((await beRefused({ url, token }, object)).code, 'token_revoked')
})

test('a token stops working when it expires', async () => {
  const { token, expiresAt } = await create('brief', ['--expires', '1s'])
  const endsAt = Date.parse(expiresAt ?? '')
  const { status } = await ask({ url, token }, object)
  // On a busy machine, the token may have expired before the answer.
  if (Date.now() < endsAt) assert.equal(status, 200)

  await wait(endsAt - Date.now() + 1)

  assert.equal((await beRefused({ url, token }, object)).code, 'token_expired')
})

test('a token is limited to its allow rules, ACLs and maximum validity', async () => {
  const { token, limits } = await create('narrow', [
    ...['--allow', 'upload:my-bucket/incoming/*', '--allow', 'download:my-bucket/public/*'],
    ...['--acl', 'public-read', '--max-expires-in', '2m', '--network', '127.0.0.0/8'],
  ])
  const signer = { url, token }
  const upload = { ...object, type: 'upload' }

  assert.deepEqual(limits, {
    allow: ['upload:my-bucket/incoming/*', 'download:my-bucket/public/*'],
    acls: ['public-read'],
    maxExpiresInSeconds: 120,
    networks: ['127.0.0.0/8'],
  })
  await sign(signer, { ...upload, acl: 'public-read', expires_in: '120' })
  await sign(signer, { bucket: 'my-bucket', key_name: 'public/a.txt' })
  const short = await sign(signer, upload)
  assert.ok(
    Date.parse(short.expiresAt) <= Date.now() + 120_000,
    'the default validity is cut to the maximum of the token',
  )
  for (const refused of [
    { ...object, type: 'get' },
    { ...upload, key_name: 'elsewhere/a.txt' },
    { ...upload, bucket: 'my-images' },
    { ...upload, acl: 'public-read-write' },
    { ...upload, expires_in: '121' },
  ]) {
    const error = await beRefused(signer, refused)
    assert.deepEqual([error.status, error.code], [403, 'token_not_allowed'])
  }
})

test('a token is listed with its upload limits, and gets no upload whose size S3 could not enforce', async () => {
  const narrow = ['--max-bytes', '5MB', '--content-type', 'image/*', '--content-type', 'application/pdf']
  const { token, limits } = await create('pictures', narrow)
  const wrong = await runSignpost(['token', 'create', 'wrong', '--content-type', 'image'], { dataDir })
  const { stdout } = await runSignpost(['token', 'list'], { dataDir })

  assert.deepEqual(limits, { maxBytes: 5_000_000, contentTypes: ['image/*', 'application/pdf'] })
  assert.match(wrong.stderr, /is not a content type: write image\/png/)
  assert.match(stdout, /pictures +active +up to 5MB; types image\/\* application\/pdf +\d/)
  await sign({ url, token }, object)
  const error = await beRefused({ url, token }, { ...object, type: 'upload' })
  assert.deepEqual([error.status, error.code], [403, 'token_not_allowed'])
  assert.match(error.message, /content_length/)
})

test('a token limited to other networks is refused', async () => {
  const { token } = await create('elsewhere', ['--network', '192.0.2.0/24', '--network', '2001:db8::/32'])

  assert.equal((await beRefused({ url, token }, object)).code, 'token_not_allowed')
})

test('token list shows the state of a token, and never a token or its hash', async () => {
  const { id, token } = await create('listed', ['--allow', 'download:*'])
  const { stdout } = await runSignpost(['token', 'list', '--json'], { dataDir })
  const human = await runSignpost(['token', 'list'], { dataDir })

  const { tokens } = JSON.parse(stdout) as { tokens: { id: string; state: string; name: string }[] }
  const listed = tokens.find((one) => one.id === id)
  assert.equal(listed?.state, 'active')
  assert.match(human.stdout, /^ID +NAME +STATE +LIMITS/)
  for (const output of [stdout, human.stdout]) {
    assert.ok(output.includes(id))
    assert.ok(!output.includes(token))
    assert.doesNotMatch(output, /hash|[0-9a-f]{64}/)
  }
})

test('token list prints one page at a time, and says how to get the next page', async () => {
  const ids: string[] = []
  let cursor: readonly string[] | undefined = []
  while (cursor !== undefined) {
    const args = ['token', 'list', '--limit', '5', ...cursor]
    const page: TokenPage = await readSignpost<TokenPage>(args, { dataDir })
    assert.ok(page.tokens.length <= 5)
    ids.push(...page.tokens.map(({ id }) => id))
    cursor = page.nextCursor === undefined ? undefined : ['--cursor', page.nextCursor]
  }
  const all = await readSignpost<TokenPage>(['token', 'list', '--limit', '1000'], { dataDir })
  const { stdout, stderr } = await runSignpost(['token', 'list', '--limit', '1'], { dataDir })

  assert.ok(ids.length > 5)
  assert.deepEqual(
    ids,
    all.tokens.map(({ id }) => id),
  )
  assert.equal(stdout.trimEnd().split('\n').length, 2)
  assert.match(stderr, /^There are more: --cursor \d+\.tok_\w+\n$/)
  for (const [option, value, message] of [
    ['--limit', '0', /--limit must be a whole number from 1 to 1000/],
    ['--cursor', 'x', /^signpost: --cursor must be the cursor that the previous page returned/],
  ] as const) {
    const refused = await runSignpost(['token', 'list', option, value], { dataDir })
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, message)
  }
})

test('token create prints the token on standard output, and notes for the user on standard error', async () => {
  const { code, stdout, stderr } = await runSignpost(['token', 'create', 'human'], { dataDir })

  assert.equal(code, 0)
  assert.match(stdout, /^at_[0-9A-Za-z]{33}\n/)
  assert.match(stderr, /shown only this once/)
  assert.match(stderr, /To restrict a token, use --allow/)
})

test('token create refuses every invalid value, and says of each what is wrong', async () => {
  const wrong = [
    { option: '--allow', value: 'my-bucket/*', message: /has no action/ },
    { option: '--allow', value: 'upload:a*b/x', message: /only at the end/ },
    { option: '--network', value: '10.0.0.0/33', message: /is not a network/ },
    { option: '--acl', value: 'everyone', message: /must be one of private, public-read, / },
    { option: '--max-expires-in', value: '8d', message: /from 1s to 7d/ },
    { option: '--expires', value: 'soon', message: /must be how long \(90d, 1y, 12h\), a date/ },
  ]
  const args = wrong.flatMap(({ option, value }) => [option, value])
  const { code, stdout, stderr } = await runSignpost(['token', 'create', 'bad', ...args, '--json'], { dataDir })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  const { error } = JSON.parse(stderr) as Refusal
  assert.equal(error.code, 'invalid_request')
  assert.deepEqual(
    error.details.map(({ parameter }) => parameter),
    wrong.map(({ option }) => option),
  )
  for (const [index, { message }] of wrong.entries()) assert.match(error.details[index]?.message ?? '', message)
})

test('revoking an unknown token fails', async () => {
  const { code, stdout, stderr } = await runSignpost(['token', 'revoke', 'tok_none', '--json'], { dataDir })

  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
  assert.deepEqual(JSON.parse(stderr), {
    error: { code: 'token_not_found', message: 'There is no token tok_none; `signpost token list` shows them.' },
  })
})

test('token revoke refuses a token in place of its id, and does not repeat the token', async () => {
  const { token } = await create('pasted')

  const { code, stdout, stderr } = await runSignpost(['token', 'revoke', token], { dataDir })

  assert.equal(code, 1)
  assert.match(stderr, /^signpost: The id must be the id of a token \(tok_…\), not the token/)
  assert.ok(!(stdout + stderr).includes(token))
})

function create(name: string, args: readonly string[] = []): Promise<Created> {
  return readSignpost<Created>(['token', 'create', name, ...args], { dataDir })
}
