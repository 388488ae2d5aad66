import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ask, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

interface Rotation {
  readonly keyId: string
  readonly rewrapped: number
  readonly unchanged: number
  readonly problems: readonly unknown[]
}

interface Status {
  readonly source: string
  readonly keys: readonly { readonly keyId: string; readonly role: string; readonly records: number }[]
  readonly problems: readonly { readonly credentialId: string; readonly code: string }[]
}

const unchecked = { SIGNPOST_BUCKET_CHECK: 'off' }
const object = { bucket: 'one-bucket', key_name: 'a.txt' }

test('one command makes a new key file and moves everything to it, while a server signs without a failure', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await using gateway = await startGateway({ dataDir, env: unchecked })
  await storeCredential('one', { dataDir })
  const signer = { url: gateway.report.url, token: await createToken({ dataDir }) }
  const oldKey = readFileSync(join(dataDir, 'master.key'), 'utf8')
  await waitUntil('the server knows the credential', async () => (await ask(signer, object)).status === 200)
  const load = askUntilStopped(signer)

  const first = await readSignpost<Rotation>(['vault', 'rotate', '--new-key'], { dataDir })
  await storeCredential('two', { dataDir })
  const second = await readSignpost<Rotation>(['vault', 'rotate', '--new-key'], { dataDir })

  const statuses = await load.stop()
  assert.deepEqual([...new Set(statuses)], [200])
  assert.ok(statuses.length > 5, `${statuses.length} requests`)
  assert.deepEqual([first.rewrapped, second.rewrapped, second.unchanged, second.problems], [1, 2, 0, []])
  const former = readFileSync(join(dataDir, 'master.key.previous'), 'utf8').split('\n')
  assert.equal(`${former[1]}\n`, oldKey, 'the newest former key comes first')
  for (const name of ['master.key', 'master.key.previous']) {
    assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600)
  }
  const { source, keys } = await readSignpost<Status>(['vault', 'status'], { dataDir })
  assert.equal(source, 'file')
  assert.deepEqual(
    keys.map(({ keyId, role, records }) => [keyId, role, records]),
    [
      [second.keyId, 'current', 2],
      [first.keyId, 'previous', 0],
      [keys[2]?.keyId, 'previous', 0],
    ],
  )

  rmSync(join(dataDir, 'master.key.previous'))
  await storeCredential('three', { dataDir })

  await waitUntil(
    'the server knows the third credential',
    async () => (await ask(signer, { ...object, bucket: 'three-b' })).status === 200,
  )
  for (const bucket of ['one-bucket', 'two-bucket', 'three-bucket']) await sign(signer, { ...object, bucket })
  const shown = JSON.stringify([first, second, gateway.logs()])
  for (const key of [oldKey, ...former, readFileSync(join(dataDir, 'master.key'), 'utf8')]) {
    assert.ok(key === '' || !shown.includes(key.trim()), 'no key is shown')
  }
})

test('a key in the configuration is rotated on the running system: set both keys, rotate, drop the old key', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  const [oldKey, newKey] = [randomBytes(32).toString('base64'), randomBytes(32).toString('hex')]
  const before = { SIGNPOST_MASTER_KEY: oldKey }
  const between = { SIGNPOST_MASTER_KEY: newKey, SIGNPOST_PREVIOUS_MASTER_KEYS: oldKey }
  const after = { SIGNPOST_MASTER_KEY: newKey }
  await storeCredential('one', { dataDir, env: before })
  const token = await createToken({ dataDir, env: before })
  await using node = await startGateway({ dataDir, env: { ...between, ...unchecked } })
  await sign({ url: node.report.url, token }, object)

  const first = await readSignpost<Rotation>(['vault', 'rotate'], { dataDir, env: between })
  const again = await readSignpost<Rotation>(['vault', 'rotate'], { dataDir, env: between })
  const human = await runSignpost(['vault', 'rotate'], { dataDir, env: between })

  assert.deepEqual([first.rewrapped, first.unchanged], [1, 0])
  assert.deepEqual([again.rewrapped, again.unchanged], [0, 1])
  assert.match(human.stdout, /^The master key is the same as before\. To get a new one, put a new key/m)
  await sign({ url: node.report.url, token }, object)
  await using dropped = await startGateway({ dataDir, env: { ...after, ...unchecked } })
  await sign({ url: dropped.report.url, token }, object)

  // With only the old key, nothing can be decrypted any more, so nothing starts.
  const late = await runSignpost(['serve', '--port', '0'], { dataDir, env: before })
  assert.equal(late.code, 1)
  assert.match(late.stderr, new RegExp(`that of this installation is ${first.keyId}\\.`))
  const { stdout, code } = await runSignpost(['vault', 'status', '--json'], { dataDir, env: before })
  const { problems, keys } = JSON.parse(stdout) as Status
  assert.equal(code, 1)
  assert.equal(problems[0]?.code, 'unknown_master_key')
  assert.deepEqual(keys.at(-1), {
    ...{ keyId: first.keyId, role: 'unknown', records: 1 },
    ...{ secondFactors: 0, isOfInstallation: true },
  })
})

test('--new-key is refused where the key is not a file of this data directory', async () => {
  using dir = makeTempDir()
  const env = { SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64') }
  await createToken({ dataDir: dir.path, env })

  const { code, stderr } = await runSignpost(['vault', 'rotate', '--new-key'], { dataDir: dir.path, env })

  assert.equal(code, 1)
  assert.match(stderr, /this one comes from SIGNPOST_MASTER_KEY/)
})

/** Asks for a URL again and again. */
function askUntilStopped(signer: Parameters<typeof ask>[0]) {
  const statuses: number[] = []
  let isStopped = false
  const running = (async () => {
    while (!isStopped) {
      const answer = await ask(signer, object)
      await answer.text()
      statuses.push(answer.status)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  })()
  return {
    async stop() {
      isStopped = true
      await running
      return statuses
    },
  }
}
