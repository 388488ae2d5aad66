import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { after, test } from 'node:test'
import { administrationFields } from '../../src/admin/list-administration-events.ts'
import { createAccount, createTokenWithId, revokeToken, storeCredential } from '../samples/store-credential.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const dataDir = dir.path
await createAccount('acme', { dataDir })
await storeCredential('main', { dataDir, account: 'acme' }, { secret: 'a-secret-access-key' })
const { id, token } = await createTokenWithId({ dataDir }, { rate: '5/s' })
await revokeToken(id, { dataDir })
const me = userInfo().username

interface Event {
  readonly act: string
  readonly actor: string
  readonly via: string
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[]
}

test('audit list --kind administration shows who made each change and what changed, but no secret', async () => {
  const { stdout } = await runSignpost(['audit', 'list', '--kind', 'administration'], { dataDir })

  const lines = stdout.trimEnd().split('\n')
  const acts = ['revoke_token', 'create_token', 'add_credential', 'add_account']
  assert.match(lines[0] ?? '', /^TIME +WHO +ACT +ACCOUNT +NAME +CHANGES$/)
  for (const [index, act] of acts.entries()) {
    assert.match(lines[index + 1] ?? '', new RegExp(`^[-\\d]{10} [:\\d]{8}  .*${act} `))
    assert.ok(lines[index + 1]?.includes(me))
  }
  assert.match(lines[2] ?? '', / default +test +rate: 5\/s$/)
  assert.match(lines[3] ?? '', / acme +main +.*buckets: main\*;.* default: no$/)
  assert.ok(!stdout.includes('a-secret-access-key') && !stdout.includes(token))
})

test('audit list --kind administration prints JSON, filtered by account or by token', async () => {
  const list = (...filter: string[]) => {
    const args = ['audit', 'list', '--kind', 'administration', ...filter]
    return readSignpost<{ events: readonly Event[] }>(args, { dataDir })
  }

  const ofAccount = await list('--account', 'acme')
  assert.deepEqual(
    ofAccount.events.map(({ act, via }) => [act, via]),
    [
      ['add_credential', 'command-line'],
      ['add_account', 'command-line'],
    ],
  )
  const [revoked] = (await list('--token', id)).events
  assert.deepEqual(
    [revoked?.act, revoked?.changes.map(({ field, from }) => [field, from])],
    ['revoke_token', [['revokedAt', undefined]]],
  )
})

test('audit export --kind administration writes the oldest event first, as CSV and as NDJSON', async () => {
  const run = (...format: string[]) =>
    runSignpost(['audit', 'export', '--kind', 'administration', ...format], { dataDir })

  const [csv, ndjson] = [await run('--format', 'csv'), await run('--format', 'ndjson')]
  const rows = csv.stdout.trimEnd().split('\r\n')
  assert.equal(rows[0], administrationFields.join(','))
  assert.match(rows[3] ?? '', /,create_token,acc_\w+,token,tok_\w+,test,"\[{""field"":""name"",/)
  assert.doesNotMatch(csv.stdout, /null/)
  const events = ndjson.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
  assert.deepEqual(
    events.map(({ act }) => act),
    ['add_account', 'add_credential', 'create_token', 'revoke_token'],
  )
})

test('audit list --kind administration refuses a filter that only requests have', async () => {
  const { code, stderr } = await runSignpost(['audit', 'list', '--kind', 'administration', '--bucket', 'x'], {
    dataDir,
  })

  assert.equal(code, 1)
  assert.match(stderr, /^signpost: --bucket is a filter of requests; events of administration have --since, /)
})
