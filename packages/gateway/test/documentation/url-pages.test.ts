import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readShellBlocks, runInShell } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const pages = {
  'docs/uploads.md': ['Upload a file', 'Say what it has to be'],
  'docs/downloads.md': [
    'Download a file',
    'Under a name, as a type',
    'The same URL for a while',
    'Versions, and looking without fetching',
  ],
}
const skip = skipWithoutCeph || skipWithout('curl')
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())

test('the commands of docs/uploads.md and docs/downloads.md work, in their order', { skip }, async () => {
  const dir = stack.use(makeTempDir()).path
  const dataDir = `${dir}/data`
  const ceph = stack.use(await startCeph())
  await ceph.createBucket('my-bucket')
  await storeCredential('my-bucket', { dataDir }, { ...cephUsers.alice, preset: 'ceph', endpoint: ceph.endpoint })
  const gateway = stack.use(await startGateway({ dataDir }))
  const env = { SIGNPOST: gateway.report.url, API_TOKEN: await createToken({ dataDir }) }

  for (const [page, headings] of Object.entries(pages)) {
    const commands = headings.flatMap((heading) => readShellBlocks(page, heading)).join('\n')
    const { code, stdout, stderr } = await runInShell(commands, { cwd: dir, env })
    assert.equal(code, 0, `${page}\n${stdout}\n${stderr}`)
  }
})
