import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listTokens } from '../../src/admin/list-tokens.ts'
import { administer } from '../samples/administer.ts'
import { sign } from '../samples/sign.ts'
import { createTokenWithId, storeAwsCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
await storeAwsCredential({ dataDir })
const env = { SIGNPOST_BUCKET_CHECK: 'off' }
const object = { bucket: 'my-bucket', key_name: 'a.txt' }

test('token list shows when a token was last used', async () => {
  const created = await createTokenWithId({ dataDir })
  await using gateway = await startGateway({ dataDir, env })
  const before = Date.now()
  await sign({ url: gateway.report.url, token: created.token }, object)

  type Page<Time> = { readonly tokens: readonly { readonly id: string; readonly lastUsedAt?: Time | undefined }[] }
  const find = <Time>({ tokens }: Page<Time>) => tokens.find(({ id }) => id === created.id)?.lastUsedAt
  await waitUntil('the last use is stored', async () => {
    return find(await administer({ dataDir }, (dependencies) => listTokens.run({}, dependencies))) !== undefined
  })

  const lastUsedAt = Date.parse(find(await readSignpost<Page<string>>(['token', 'list'], { dataDir })) ?? '')
  assert.ok(lastUsedAt >= before && lastUsedAt <= Date.now())
})

test('the gateway stores the last use of a token before it exits', async () => {
  const created = await createTokenWithId({ dataDir })
  const gateway = await startGateway({ dataDir, env })
  await sign({ url: gateway.report.url, token: created.token }, object)

  await gateway.stop('SIGTERM')

  const { stdout } = await runSignpost(['token', 'list'], { dataDir })
  const line = stdout.split('\n').find((row) => row.includes(created.id)) ?? ''
  assert.match(line, /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +never +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)
})
