import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask } from '../samples/sign.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, listChildren, readLog, startWorkers } from '../servers/worker-processes.ts'

test('SIGHUP applies a changed configuration; if it is invalid, the workers keep running with the former one', async () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'signpost.config.json')
  const env = { SIGNPOST_RATE_LIMIT: '' }
  writeFileSync(file, JSON.stringify({ rateLimit: '100/h:100' }))
  await using gateway = await startWorkers(2, { dataDir: dir.path, cwd: dir.path, env })
  const signer = { url: gateway.report.url, token: gateway.token }
  const readPolicy = async () =>
    (await ask(signer, { bucket: 'one-bucket', key_name: 'a.txt' })).headers.get('ratelimit-policy')
  assert.equal(await readPolicy(), '"default";q=50;w=3600')

  writeFileSync(file, JSON.stringify({ rateLimit: '300/h:300', port: 1, workers: 5 }))
  process.kill(gateway.pid, 'SIGHUP')
  await waitUntil('all workers are replaced', () => gateway.logs().includes('all workers are replaced'))
  assert.equal(await readPolicy(), '"default";q=150;w=3600')

  writeFileSync(file, JSON.stringify({ rateLimit: 'fast' }))
  process.kill(gateway.pid, 'SIGHUP')
  await waitUntil('the mistake is logged', () => gateway.logs().includes('the running ones go on'))
  assert.equal(await readPolicy(), '"default";q=150;w=3600')
  assert.match(JSON.stringify(readLog(gateway)), /rateLimit \(from file\) is not a rate/)
  assert.equal(listChildren(gateway.pid).length, 2)
  assert.deepEqual(await gateway.stop(), goodExit)
})
