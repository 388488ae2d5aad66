import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { firstKeyPair } from '../samples/s3-key-pairs.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { skipWithoutCeph } from '../servers/ceph-server.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { type MultipartStand, startMultipartStand } from '../servers/multipart-stand.ts'
import { startSandboxServer } from '../servers/sandbox-server.ts'
import { fillIn, readShellBlocks, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stand = skipWithoutCeph === false ? await startMultipartStand() : undefined
after(() => stand?.[Symbol.asyncDispose]())

describe('the commands of docs/multipart.md, with curl alone', { skip: skipWithoutCeph }, () => {
  const { gateway, dataDir, bucket, content, countOpen, download } = stand as MultipartStand
  const page = 'docs/multipart.md'
  const read = (heading: string) => readShellBlocks(page, heading)
  const own = (commands: string) =>
    fillIn(commands, [
      ['my-bucket', bucket],
      ['videos/long.mov', 'long.mov'],
    ])

  test('a file of several parts goes to Ceph and comes back with the same SHA-256', async () => {
    using dir = makeTempDir()
    // Parts of 16 MiB: two whole ones, and a small one.
    const file = Buffer.concat([content, content, content, content])
    writeFileSync(join(dir.path, 'long.mov'), file)
    const env = { SIGNPOST: gateway.url, API_TOKEN: await createToken({ dataDir }) }

    const [begin = '', send = '', complete = ''] = read('Upload a file in parts')
    const [show = ''] = read('Go on after an interruption')
    const commands = [begin, send, show, 'echo', complete].map((block) => (block === 'echo' ? 'echo\n' : own(block)))
    const { code, stdout, stderr } = await runInShell(commands.join(''), { cwd: dir.path, env })

    assert.equal(code, 0, stderr)
    const [shown, completed] = stdout
      .split('\n')
      .map((line) => JSON.parse(line) as { data: { parts: []; size: number } })
    assert.deepEqual([shown?.data.parts.length, completed?.data.size], [3, file.length])
    const { bytes, headers } = await download('long.mov')
    assert.equal(headers.get('content-type'), 'video/quicktime')
    const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')
    assert.equal(hash(bytes), hash(file))
  })

  test('an upload is given up', async () => {
    using dir = makeTempDir()
    writeFileSync(join(dir.path, 'long.mov'), 'small')
    const env = { SIGNPOST: gateway.url, API_TOKEN: await createToken({ dataDir }) }
    const before = await countOpen()
    const [begin = ''] = read('Upload a file in parts')
    const [abort = ''] = read('Give up')

    const { code, stderr } = await runInShell(own(begin) + own(abort), { cwd: dir.path, env })

    assert.equal(code, 0, stderr)
    assert.equal(await countOpen(), before)
  })
})

test('a part with a checksum goes to a store that compares it; another part is refused', async () => {
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
