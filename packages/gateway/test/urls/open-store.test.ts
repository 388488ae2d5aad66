import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { answerWithManners, type StoreManners, storeManners } from '../samples/guarded-store.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { createToken } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { startScriptedS3 } from '../servers/scripted-s3.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

// A store that obeys unsigned headers, and refuses URLs that sign headers as absent, as MinIO did.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const s3 = stack.adopt(await startScriptedS3(behave(storeManners.minio)), (server) => server.close())
const gateway = stack.use(await startGateway({ dataDir }))
const signer = { url: gateway.report.url, token: await createToken({ dataDir }) }
const upload = { bucket: 'my-bucket', key_name: 'a.txt', type: 'upload' }
const download = { bucket: 'my-bucket', key_name: 'a.txt' }

test('uploads to an open store need a credential that may only upload, or one that the operator set to accept the open store', async () => {
  const added = await add('main', [])
  assert.match(added.stderr, /obeys headers that are not signed.*--action upload.*accept-open-store/s)
  await waitUntil('the gateway signs with main', async () => (await findKey(download).catch(() => '')) === 'AKIDMAIN')

  const { status, code, message } = await beRefused(signer, upload)
  assert.deepEqual([status, code], [403, 'store_open'])
  assert.match(
    message,
    /credential main .* `signpost credential add --action upload`.*`signpost credential set main --accept-open-store`/,
  )

  await add('writer', ['--action', 'upload'])
  await waitUntil('the gateway signs with writer', async () => (await findKey(upload).catch(() => '')) === 'AKIDWRITER')
  assert.equal(await findKey(download), 'AKIDMAIN', 'downloads are still signed with the other key')
  const named = await beRefused(signer, { ...download, credential: 'writer' })
  assert.match(named.message, /The credential writer does not sign for the action download, only for upload\./)
  assert.equal((await beRefused(signer, { ...upload, credential: 'main' })).code, 'store_open')

  const { stdout, stderr } = await runSignpost(['credential', 'set', 'main', '--accept-open-store'], { dataDir })
  assert.match(stdout, /open store accepted: no → yes/)
  assert.match(stderr, /any client that may upload with this credential can now read and publish/)
  await waitUntil(
    'the gateway signs uploads with main',
    async () => (await findKey({ ...upload, credential: 'main' }).catch(() => '')) === 'AKIDMAIN',
  )
})

test('after a store is fixed, credential test finds and records that it refuses unsigned headers', async () => {
  s3.answerWith(behave(storeManners.aws))
  const report = await runSignpost(['credential', 'test', 'writer', '--bucket', 'my-bucket'], { dataDir })
  assert.match(report.stdout, /^writer: good\. .* The store refuses headers that are not signed \(refuses\)\.$/m)

  const { credentials } = await readSignpost<{ credentials: { name: string; guard: string; actions?: string[] }[] }>(
    ['credential', 'list'],
    { dataDir },
  )
  assert.deepEqual(
    credentials.map(({ name, guard, actions }) => [name, guard, actions]),
    [
      ['main', 'open', undefined],
      ['writer', 'refuses', ['upload']],
    ],
  )
})

async function add(name: string, options: readonly string[]) {
  const keys = ['--access-key-id', `AKID${name.toUpperCase()}`, '--region', 'us-east-1', '--endpoint', s3.endpoint]
  const result = await runSignpost(['credential', 'add', name, ...keys, ...options], { dataDir, input: 'a-secret\n' })
  assert.equal(result.code, 0, result.stderr)
  return result
}

/** The access key that a URL is signed with. */
async function findKey(params: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { signedUrl } = await sign(signer, params)
  return new URL(signedUrl).searchParams.get('X-Amz-Credential')?.split('/')[0]
}

/** Answers listings as a store with these manners does. */
function behave(manners: StoreManners) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const sent = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-'))
    const headers = Object.fromEntries(sent) as Record<string, string>
    const { status, xml } = answerWithManners({ url: `http://${request.headers.host}${request.url}`, headers }, manners)
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(xml)
  }
}
