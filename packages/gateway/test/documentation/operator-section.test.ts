import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import type { Signed } from '../samples/sign.ts'
import { findFreePort } from '../servers/free-port.ts'
import { isRefused } from '../servers/open-connection.ts'
import { query, startPostgres } from '../servers/postgres-server.ts'
import { startRedis } from '../servers/redis-server.ts'
import { fillIn, readShellBlocks, repositoryRoot, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const skip = skipWithout('postgresql') || skipWithout('redis-server') || skipWithout('curl')

/** The gateways do not ask S3, so nothing leaves this machine. Another test may use the usual port of the metrics. */
const env = { SIGNPOST_BUCKET_CHECK: 'off', SIGNPOST_METRICS_PORT: '0' }

test('the commands of the README start two nodes on PostgreSQL and Redis, and both sign', { skip }, async () => {
  using dir = makeTempDir()
  await using postgres = await startPostgres()
  await using redis = await startRedis()
  const databaseUrl = await postgres.createDatabase()
  const ports = [await findFreePort(), await findFreePort()] as const
  const metricsPort = await findFreePort()
  symlinkSync(join(repositoryRoot, 'node_modules'), join(dir.path, 'node_modules'))
  const blocks = readShellBlocks('README.md', 'Run it for others')
  assert.equal(blocks.length, 4)
  const commands = fillIn(blocks.join(''), [
    ['postgres://signpost:password@127.0.0.1:5432/signpost', databaseUrl],
    ['redis://127.0.0.1:6379', redis.url],
    ['8081', String(ports[0])],
    ['8082', String(ports[1])],
    ['9465', String(metricsPort)],
  ])

  const { code, stdout, stderr } = await runInShell(commands, { cwd: dir.path, env, input: 'a-secret\n' })

  assert.equal(code, 0, `${stdout}\n${stderr}`)
  // The answers are mixed with the lines of the log.
  const answers = stdout.split('\n').filter((line) => line.startsWith('{"data"'))
  assert.equal(answers.length, 2, stdout)
  for (const answer of answers) {
    const { data } = JSON.parse(answer) as { data: Signed }
    const expected = /^https:\/\/my-bucket\.s3\.eu-central-1\.amazonaws\.com\/hello\.txt\?.*=AKIAIOSFODNN7EXAMPLE/
    assert.match(data.signedUrl, expected)
  }
  assert.equal(stderr.split('rate limits are shared through Redis').length, 3, 'both nodes use Redis')
  const events = await query<{ outcome: string }>(databaseUrl, 'select outcome from audit')
  assert.deepEqual(events, [{ outcome: 'allowed' }, { outcome: 'allowed' }])
  for (const port of ports) assert.ok(await isRefused(`http://127.0.0.1:${port}`), 'both nodes have ended')
})
