import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { firstKeyPair } from '../samples/s3-key-pairs.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { startSandboxServer } from '../servers/sandbox-server.ts'
import { readShellBlocks, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

test('the store accepts the part with the signed checksum, and refuses other bytes', async () => {
  await using stack = new AsyncDisposableStack()
  const { path: dataDir } = stack.use(makeTempDir())
  const { endpoint } = stack.use(await startSandboxServer())
  const { accessKeyId, secretAccessKey: secret } = firstKeyPair
  const store = { accessKeyId, secret, region: 'us-east-1', endpoint, preset: 'other', bucketPatterns: [] } as const
  await storeCredential('sandbox', { dataDir }, store)
  const { url } = stack.use(await startComposedGateway({ dataDir }))
  writeFileSync(join(dataDir, 'short.mov'), 'short')
  const [commands = ''] = readShellBlocks('docs/multipart.md', 'Have the store check each part')
  const [sending = ''] = /^curl -sSf -T .*$/m.exec(commands) ?? []
  const wrong = `printf wrong > other.mov\n${sending.replace('-sSf -T short.mov', '-sS -T other.mov')}\n`
  const env = { SIGNPOST: url, API_TOKEN: await createToken({ dataDir }) }

  const run = await runInShell(commands.replace(sending, `${wrong}${sending}`), { cwd: dataDir, env })

  assert.equal(run.code, 0, run.stderr)
  assert.match(run.stdout, /<Code>BadDigest<.*"size":5/s)
})
