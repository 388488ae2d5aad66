import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { describeInstallation, runCommand, startNode } from '../servers/postgres-nodes.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { waitUntilReady } from '../servers/wait-until-ready.ts'

const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const tables = [
  'accounts',
  'credentials',
  'tokens',
  'audit_events',
  'audit_names',
  'administration_events',
  'settings',
  'revisions',
]

test('a running node survives additions to the schema by a newer version, but an older version does not start on them', {
  skip: skipWithout('postgresql'),
}, async () => {
  await using server = await startPostgres()
  const databaseUrl = await server.createDatabase()
  const env = describeInstallation(databaseUrl)
  await storeAwsCredential({ env })
  const [known, later] = [await createToken({ env }), await createToken({ env })]
  await using node = await startNode(env)
  const { url } = node.report
  await sign({ url, token: known }, object)

  for (const table of tables) await query(databaseUrl, `alter table ${table} add column newer text`)
  await query(databaseUrl, "insert into kysely_migration values ('9999-newer', '2030-01-01T00:00:00.000Z')")

  await sign({ url, token: known }, object)
  // The node reads this token from the database only now.
  await sign({ url, token: later }, object)
  await waitUntil('the last use of both tokens is stored', async () => {
    return (await query(databaseUrl, 'select id from tokens where last_used_at is not null')).length === 2
  })
  await waitUntilReady(url)
  assert.deepEqual(await query(databaseUrl, 'select outcome from audit'), Array(3).fill({ outcome: 'allowed' }))
  assert.doesNotMatch(node.logs(), /"level":[56]0/)
  const refusal = /The database comes from a newer Signpost: this version does not know its migration 9999-newer/
  await assert.rejects(startNode(env), refusal)
  await assert.rejects(runCommand(env, ['token', 'list']), refusal)
})
