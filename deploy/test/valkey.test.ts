import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { startRedis } from '../../packages/gateway/test/servers/redis-server.ts'
import { runProgram } from '../../packages/gateway/test/servers/run-program.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { readComposeFile } from './compose-file.ts'
import { makeSecrets } from './make-secrets.ts'

test('with the command and the users of compose.yaml, the gateway counts in Valkey, and other users have no access', {
  skip: skipWithout('redis-server'),
}, async () => {
  using dir = makeTempDir()
  const secrets = makeSecrets(dir.path)
  const { command = [], healthcheck } = readComposeFile({ SIGNPOST_DOMAIN: 'localhost' }).services.valkey ?? {}
  const [, ...args] = command.map((word) => word.replace('/run/secrets', secrets))
  // Debian's Redis, because Valkey behaves in the same way for the commands used here.
  await using valkey = await startRedis(undefined, args)
  const { host, port } = new URL(valkey.url)
  const redisUrl = readFileSync(join(secrets, 'redis-url'), 'utf8').trim().replace('valkey:6379', host)

  await using gateway = await startGateway({
    dataDir: join(dir.path, 'data'),
    env: { SIGNPOST_REDIS_URL: redisUrl, SIGNPOST_BAD_TOKEN_RATE_LIMIT: '5/m:5' },
  })
  await waitUntil('it counts there', () => gateway.logs().includes('rate limits are shared through Redis'))
  const answer = await fetch(`${gateway.report.url}/awss3/signed-url`)

  assert.equal(answer.status, 401)
  assert.doesNotMatch(gateway.logs(), /Redis is away.*(NOPERM|NOAUTH)/)
  const cli = `redis-cli -p ${port}`
  assert.equal(await runProgram('sh', ['-c', (healthcheck?.test.at(-1) ?? '').replace('valkey-cli', cli)]), '')
  assert.match(await runProgram('sh', ['-c', `${cli} --user health --pass none get x 2>&1`]), /NOPERM/)
  assert.match(await runProgram('sh', ['-c', `${cli} ping 2>&1`]), /NOAUTH/)
})
