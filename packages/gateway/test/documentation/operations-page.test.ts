import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { findFreePort } from '../servers/free-port.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { fillIn, readShellBlocks, repositoryRoot, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const page = readFileSync(`${repositoryRoot}docs/operations.md`, 'utf8')
const [sqliteDrill = '', postgresDrill = ''] = readShellBlocks('docs/operations.md', 'Backup and restore')
const env = {
  PATH: `${repositoryRoot}node_modules/.bin:${process.env.PATH}`,
  SIGNPOST_BUCKET_CHECK: 'off',
  // doctor must find the port of the gateway free.
  SIGNPOST_PORT: '0',
}
const object = { bucket: 'one-bucket', key_name: 'drilled.txt' }

test('docs/operations.md has a section for every alert, with its severity, and no others', () => {
  const rules = readFileSync(`${repositoryRoot}deploy/prometheus/alerts.yaml`, 'utf8')
  const alerts = [...rules.matchAll(/^ *- alert: (\w+)$/gm)].map(([, name]) => name)
  const [, section = ''] = page.split('\n## Alerts\n')
  const headings = [...section.matchAll(/^### (.*)$/gm)].map(([, name]) => name)

  assert.ok(alerts.length > 0)
  assert.deepEqual(headings, alerts)
  const severities = [...rules.matchAll(/^ *severity: (\w+)$/gm)].map(([, severity]) => severity)
  assert.deepEqual(
    [...section.matchAll(/^\*(\w+)\.\* /gm)].map(([, severity]) => severity),
    severities,
  )
})

test('the restore drill of docs/operations.md works on SQLite', { skip: skipWithout('curl') }, async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'signpost-data')
  await storeCredential('one', { dataDir })
  await using gateway = await startComposedGateway({ dataDir, env })
  await sign({ url: gateway.url, token: await createToken({ dataDir }) }, object)
  const commands = fillIn(sqliteDrill, [['8099', String(await findFreePort())]])

  const { code, stdout, stderr } = await runInShell(commands, { cwd: dir.path, env })

  assert.equal(code, 0, `${stdout}\n${stderr}`)
  checkDrill(stdout)
  assert.match(stdout, /\{"status":"ready"\}/)
  assert.deepEqual(readdirSync(dir.path), ['signpost-data'], 'no other file remains')
})

test('the restore drill of docs/operations.md works on PostgreSQL', { skip: skipWithout('postgresql') }, async () => {
  using dir = makeTempDir()
  await using postgres = await startPostgres()
  const databaseUrl = await postgres.createDatabase()
  const dataDir = join(dir.path, 'state')
  const shared = {
    ...env,
    SIGNPOST_DATABASE_URL: databaseUrl,
    SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64'),
    SIGNPOST_DATA_DIR: dataDir,
  }
  await storeCredential('one', { env: shared })
  await using gateway = await startComposedGateway({ dataDir, env: shared })
  await sign({ url: gateway.url, token: await createToken({ env: shared }) }, object)

  const { code, stdout, stderr } = await runInShell(postgresDrill, { cwd: dir.path, env: shared })

  assert.equal(code, 0, `${stdout}\n${stderr}`)
  checkDrill(stdout)
  assert.deepEqual(readdirSync(dir.path), ['state'], 'no other file remains')
  assert.deepEqual(await query(databaseUrl, "select datname from pg_database where datname = 'signpost_drill'"), [])
})

function checkDrill(stdout: string): void {
  for (const check of ['database', 'master-key', 'credentials']) assert.match(stdout, new RegExp(`^ok +${check} `, 'm'))
  assert.match(stdout, /allowed +signed_url +download +one-bucket +drilled\.txt/)
}
