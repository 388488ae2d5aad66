import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type AuditOutputFields, fillAuditLog } from '../samples/filled-audit-log.ts'
import { ask } from '../samples/sign.ts'
import { createTokenWithId, storeAwsCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

interface Page {
  readonly events: readonly AuditOutputFields[]
  readonly nextCursor?: string
}

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const dataDir = dir.path
const { entries, ofNobody, ofOther } = await fillAuditLog(dataDir)

test('audit list shows the newest events first, and each page has the cursor of the next page', async () => {
  const ids: unknown[] = []
  let cursor: readonly string[] = []
  do {
    const page = await readSignpost<Page>(['audit', 'list', '--limit', '4', ...cursor], { dataDir })
    assert.ok(page.events.length <= 4)
    ids.push(...page.events.map(({ id }) => id))
    cursor = page.nextCursor === undefined ? [] : ['--cursor', page.nextCursor]
  } while (cursor.length > 0)

  assert.deepEqual(ids, entries.map(({ id }) => id).toReversed())
})

for (const [filter, expected] of [
  [['--bucket', 'my-images'], [1]],
  [
    ['--key-prefix', 'files/'],
    [0, 2],
  ],
  [
    ['--token', 'tok_2'],
    [2, 3],
  ],
  [['--outcome', 'denied'], [3]],
  [['--action', 'upload'], [1]],
  [
    ['--since', '2026-01-02T03:04:05.002Z', '--until', '2026-01-02T03:04:05.004Z'],
    [2, 3],
  ],
  [['--since', '1h'], []],
] as const) {
  test(`audit list ${filter.join(' ')} shows the matching events`, async () => {
    const { events } = await readSignpost<Page>(['audit', 'list', ...filter], { dataDir })

    assert.deepEqual(
      events.map(({ id }) => id).toReversed(),
      expected.map((index) => entries[index]?.id),
    )
  })
}

test('--account shows the events of one account, --anonymous those of unknown tokens; the two cannot be combined', async () => {
  const list = async (...args: string[]) => {
    const { events } = await readSignpost<Page>(['audit', 'list', ...args], { dataDir })
    return events.map(({ id }) => id)
  }

  assert.deepEqual(await list('--account', 'other'), [ofOther.id])
  assert.deepEqual(await list('--anonymous'), [ofNobody.id])
  const { code } = await runSignpost(['audit', 'list', '--anonymous', '--account', 'other'], { dataDir })
  assert.equal(code, 1)
})

test('a token in place of its id is refused, and the output does not repeat the token', async () => {
  const token = 'at_0123456789abcdef'

  const { code, stdout, stderr } = await runSignpost(['audit', 'list', '--token', token], { dataDir })

  assert.equal(code, 1)
  assert.match(stderr, /id of a token/)
  assert.ok(!(stdout + stderr).includes(token))
})

test('control characters in a key are escaped, and a long key is truncated', async () => {
  const { stdout, stderr } = await runSignpost(['audit', 'list'], { dataDir })

  assert.match(stdout, /\\u\{1b\}\[31mred\\u\{202e\}/)
  assert.doesNotMatch(stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u)
  assert.match(stdout, / l{60}… /)
  assert.equal(stderr, '')
})

test('audit list shows a request as soon as a running gateway has answered it', async () => {
  using empty = makeTempDir()
  const running = empty.path
  await storeAwsCredential({ dataDir: running })
  const { id, token } = await createTokenWithId({ dataDir: running })
  await using gateway = await startGateway({ dataDir: running, env: { SIGNPOST_BUCKET_CHECK: 'off' } })
  const { url } = gateway.report
  const params = { bucket: 'my-bucket', key_name: 'files/a.txt', type: 'upload', acl: 'public-read', expires_in: '60' }

  const requestIds = []
  for (const response of [await ask({ url, token }, params), await ask({ url, token }, { bucket: 'UPPER' })]) {
    requestIds.push(response.headers.get('x-request-id'))
  }

  const { events } = await readSignpost<Page>(['audit', 'list'], { dataDir: running })
  const [denied, signed] = events
  assert.deepEqual([signed?.requestId, denied?.requestId], requestIds)
  assert.deepEqual(
    [
      signed?.outcome,
      signed?.action,
      signed?.status,
      signed?.bucket,
      signed?.key,
      signed?.acl,
      signed?.expiresInSeconds,
      signed?.tokenId,
    ],
    ['allowed', 'upload', 200, 'my-bucket', 'files/a.txt', 'public-read', 60, id],
  )
  assert.deepEqual([denied?.outcome, denied?.status, denied?.code], ['denied', 400, 'invalid_request'])
  assert.equal(signed?.clientAddress, '127.0.0.1')
})
