import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { isTokenShaped } from '../../src/tokens/token-format.ts'
import { administer } from '../samples/administer.ts'
import { applyFile, exportFile } from '../samples/apply-state.ts'
import { skipWithoutTerminal, startOnTerminal } from '../servers/on-terminal.ts'
import { describeInstallation } from '../servers/postgres-nodes.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { type RunOptions, readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const folder = stack.use(makeTempDir()).path
const dataDir = join(folder, 'data')
const file = join(folder, 'state.yaml')
const env = { ACME_KEY: 'a-secret-of-acme' }

const state = `version: 1
accounts:
  default:
    tokens:
      app: { allow: ['upload:my-bucket/*'], valueTo: { file: secrets/app.token } }
  acme:
    credentials:
      aws: { accessKeyId: AKIAACME, secretAccessKey: env:ACME_KEY, region: eu-central-1 }
    tokens: {}
`

interface Shown {
  readonly changes: readonly {
    action: string
    name: string
    state: string
    fields: { field: string; to?: unknown }[]
  }[]
  readonly notInFile: readonly { name: string }[]
}

const apply = (...args: string[]) => runSignpost(['apply', file, '--unchecked', ...args], { dataDir, env })

test('every mistake in the file is reported before anything is created', async () => {
  writeFileSync(file, state.replace('region:', 'regoin:').replace('allow:', 'alow:'))
  const { code, stdout, stderr } = await apply('--json')
  const { error } = JSON.parse(stderr) as { error: { code: string; details: { parameter: string; message: string }[] } }

  assert.deepEqual([code, stdout, error.code], [1, '', 'invalid_state_file'])
  assert.deepEqual(
    error.details.map(({ message }) => message.split(':')[0]),
    [
      'Line 5, accounts.default.tokens.app.alow',
      'Line 8, accounts.acme.credentials.aws.regoin',
      'Line 8, accounts.acme.credentials.aws.region',
    ],
  )
  assert.ok(!existsSync(dataDir))
  const human = await apply()
  assert.match(
    human.stderr,
    /^signpost: There are 3 problems:\n {2}- Line 5, .*"alow" is not known; did you mean "allow"\?/,
  )
})

test('a dry run without an installation shows what would be added, and creates nothing', async () => {
  writeFileSync(file, state)
  const { code, stdout, stderr } = await apply('--dry-run')
  assert.equal(code, 2, stderr)
  assert.match(stdout, /^3 to add, 0 to change, 0 to remove\.$/m)
  assert.match(stderr, /There is no installation in .*signpost\.db yet\./)
  assert.ok(!existsSync(dataDir))
})

test('the first apply makes the changes, the second changes nothing; the exit code of a dry run says whether there are changes', async () => {
  writeFileSync(file, state)
  const first = await apply('--json')
  const { changes } = JSON.parse(first.stdout) as Shown

  assert.equal(first.code, 0, first.stderr)
  assert.deepEqual(
    changes.map(({ action, name, state: done }) => `${action} ${name} ${done}`),
    ['add acme done', 'add aws done', 'add app done'],
  )
  const value = readFileSync(join(folder, 'secrets/app.token'), 'utf8').trim()
  assert.ok(isTokenShaped(value))
  for (const secret of [value, env.ACME_KEY]) assert.ok(!(first.stdout + first.stderr).includes(secret))

  const [again, dry] = [await apply(), await apply('--dry-run', '--json')]
  assert.deepEqual([again.code, again.stdout], [0, 'Nothing was changed: everything is as the file says.\n'])
  assert.deepEqual([dry.code, (JSON.parse(dry.stdout) as Shown).changes], [0, []])
  const { events } = await readSignpost<{ events: { actor: string }[] }>(
    ['audit', 'list', '--kind', 'administration'],
    { dataDir },
  )
  assert.equal(events.length, 3)
  assert.notEqual(events[0]?.actor, '')

  writeFileSync(file, state.replace('my-bucket/*', 'my-bucket/app/*').replace('AKIAACME', 'AKIAOTHER'))
  const planned = await apply('--dry-run')
  assert.equal(planned.code, 2)
  assert.match(planned.stdout, /rotate {2}credential acme\/aws\n +access key ID: AKIAACME → AKIAOTHER\n/)
  assert.match(
    planned.stdout,
    /change {2}token default\/app\n +may sign: upload:my-bucket\/\* → upload:my-bucket\/app\/\*\n/,
  )
  assert.match(planned.stdout, /^0 to add, 2 to change, 0 to remove\.$/m)
})

test('a master key that apply refuses is refused by a dry run, too, and before anything is changed', async () => {
  const withKey = (key: string, ...args: string[]) =>
    runSignpost(['apply', '--unchecked', ...args], { dataDir, env: { ...env, SIGNPOST_MASTER_KEY: key } })
  const otherKey = Buffer.alloc(32, 7).toString('base64')
  const changed = join(folder, 'changed.yaml')
  writeFileSync(changed, state.replace('acme:', 'acme-2:'))

  for (const args of [[changed], [changed, '--dry-run']]) {
    const refused = await withKey(otherKey, ...args)
    assert.deepEqual([refused.code, refused.stdout], [1, ''], refused.stderr)
    assert.match(refused.stderr, /^signpost: The master key here is .*, but that of this installation is /)
  }
  const { accounts } = await readSignpost<{ accounts: { name: string }[] }>(['account', 'list'], { dataDir })
  assert.ok(accounts.every(({ name }) => name !== 'acme-2'))

  // A change that seals nothing needs no key.
  writeFileSync(changed, state.replace("'upload:my-bucket/*'", "'upload:my-bucket/a/*'").replace(/ {2}acme:.*/s, ''))
  assert.equal((await withKey(otherKey, changed, '--dry-run')).code, 2)

  // Nor is a key accepted with which no installation could begin.
  const place = { dataDir: join(folder, 'new'), env: { ...env, SIGNPOST_MASTER_KEY: 'c2hvcnQ=' } }
  const malformed = await runSignpost(['apply', file, '--dry-run'], place)
  assert.equal(malformed.code, 1)
  assert.match(malformed.stderr, /master key/)
  assert.ok(!existsSync(place.dataDir))
  mkdirSync(place.dataDir)
  writeFileSync(join(place.dataDir, 'master.key'), 'damaged', { mode: 0o600 })
  const damaged = await Promise.all(
    [[], ['--dry-run']].map((args) => runSignpost(['apply', file, ...args], { dataDir: place.dataDir, env })),
  )
  for (const { code, stderr } of damaged) {
    assert.equal(code, 1)
    assert.match(stderr, /master\.key: if that was a key before/)
  }
  assert.deepEqual(readdirSync(place.dataDir), ['master.key'])
})

test('entries that are not in the file stay unless --prune is set; without a terminal, --prune needs --yes', async () => {
  writeFileSync(file, 'version: 1\naccounts:\n  default: { tokens: {} }\n')
  const left = await apply('--json')
  assert.deepEqual(
    (JSON.parse(left.stdout) as Shown).notInFile.map(({ name }) => name),
    ['app', 'acme'],
  )
  const unasked = await apply('--prune')
  assert.deepEqual([unasked.code, unasked.stdout], [1, ''])
  assert.match(unasked.stderr, /Signpost will also remove its 1 credential and 0 tokens\..*add --yes to do it/s)
})

test('at a terminal, apply shows the plan and asks; --yes skips the question', {
  skip: skipWithoutTerminal,
}, async () => {
  const command = startOnTerminal(['apply', file, '--prune'], { dataDir, env })
  await waitUntil('apply asks', async () => /Make these 2 changes\?/.test(command.said()))
  assert.match(command.said(), /revoke {2}token default\/app \(tok_\w+\)/)
  command.type('n\r')
  assert.equal(await command.ended, 1)
  assert.equal((await readSignpost<{ accounts: object[] }>(['account', 'list'], { dataDir })).accounts.length, 2)
  const done = await apply('--prune', '--yes')
  assert.match(done.stdout, /^Revoked token default\/app \(tok_\w+\)\.\nRemoved account acme\.$/m)
})

test('export-state never overwrites a file, and prints the same text when no file is named; --schema prints the schema of the docs', async () => {
  const target = join(folder, 'export.yaml')
  const options: RunOptions = { dataDir }
  assert.equal((await runSignpost(['export-state', target], options)).stdout, `Wrote ${target}.\n`)
  const again = await runSignpost(['export-state', target], options)
  assert.match(again.stderr, /exists already; write to another file/)
  const printed = await runSignpost(['export-state'], options)
  assert.equal(printed.stdout, readFileSync(target, 'utf8'))
  const schema = await runSignpost(['export-state', '--schema'])
  assert.equal(schema.stdout, readFileSync(new URL('../../../../docs/state-file.schema.json', import.meta.url), 'utf8'))
  rmSync(target)
})

test('a file exported from SQLite can be applied to PostgreSQL, which then exports the same file', async () => {
  await using server = await startPostgres()
  using empty = makeTempDir()
  const [sqlite, postgres] = [
    { dataDir: join(empty.path, 'data'), env: {} },
    { env: describeInstallation(await server.createDatabase()) },
  ]
  writeFileSync(file, state)
  const place = { folder: empty.path, env: { ...env, SECRET_ACCESS_KEY_ACME_AWS: env.ACME_KEY } }
  const probe = async () => ({ status: 'good', explanation: 'S3 knows the keys.' }) as const
  const exported = await administer(sqlite, async (dependencies) => {
    await applyFile(state, { dependencies: { ...dependencies, probe }, ...place })
    return exportFile(dependencies)
  })
  rmSync(join(empty.path, 'secrets'), { recursive: true })
  await administer(postgres, async (dependencies) => {
    const target = { dependencies: { ...dependencies, probe }, ...place }
    assert.equal((await applyFile(exported, target)).length, 3)
    assert.equal(await exportFile(dependencies), exported)
    assert.deepEqual(await applyFile(exported, target), [])
    const surplus = exported.slice(0, exported.indexOf('  acme:'))
    assert.deepEqual(await applyFile(surplus, target, { prune: true }), ['remove account acme'])
  })
})
