import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, describe, test } from 'node:test'
import { type Signer, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Mistakes of clients that use a signed URL. Each test is named after a problem that people report in the issue trackers of
// SDKs and tools. After the arrow follows what the store does.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const bucket = 'my-bucket'
const dirs = [stack.use(makeTempDir()), stack.use(makeTempDir())] as const
const sandboxed = stack.use(await startGateway({ dataDir: dirs[0].path, args: ['--sandbox'] }))
const sandbox: Signer = { url: sandboxed.report.url, token: sandboxed.report.sandbox?.token ?? '' }
let ceph = sandbox
if (skipWithoutCeph === false) {
  const server = stack.use(await startCeph())
  await server.createBucket(bucket)
  const dataDir = dirs[1].path
  await storeCredential(bucket, { dataDir }, { ...cephUsers.alice, preset: 'ceph', endpoint: server.endpoint })
  const gateway = stack.use(await startGateway({ dataDir }))
  ceph = { url: gateway.report.url, token: await createToken({ dataDir }) }
}

async function countBytes(signer: Signer, key_name: string): Promise<number> {
  const { signedUrl } = await sign(signer, { bucket, key_name })
  const response = await fetch(signedUrl)
  const body = await response.text()
  return response.status === 404 ? 0 : body.length
}

const stores = [
  { store: 'Ceph', signer: ceph, skip: skipWithoutCeph, chunked: '411 MissingContentLength' },
  // The answer of AWS, to the letter.
  { store: 'the sandbox', signer: sandbox, skip: false as const, chunked: '501 NotImplemented' },
]

for (const { store, signer, skip, chunked } of stores) {
  describe(store, { skip }, () => {
    test('the Bearer token sent on to S3 → the store refuses the request, stores nothing and does not repeat the token', async () => {
      const key_name = 'with-token.txt'
      const { signedUrl, method, headers } = await sign(signer, { bucket, key_name, type: 'upload' })
      const authorization = `Bearer ${signer.token}`

      const refused = await fetch(signedUrl, { method, body: 'a', headers: { ...headers, authorization } })
      const xml = await refused.text()
      assert.equal(refused.status, 400)
      assert.match(xml, /<Code>InvalidArgument<\/Code>/)
      assert.ok(!xml.includes(signer.token))
      assert.equal(await countBytes(signer, key_name), 0)

      assert.equal((await fetch(signedUrl, { method, body: 'a', headers })).status, 200)
      const download = await sign(signer, { bucket, key_name })
      assert.equal((await fetch(download.signedUrl, { headers: { authorization } })).status, 400)
      assert.equal(await countBytes(signer, key_name), 1)
    })

    test(`a stream without a length → the store answers ${chunked} and stores nothing`, async () => {
      const key_name = 'stream.txt'
      const { signedUrl } = await sign(signer, { bucket, key_name, type: 'upload' })
      const sending = request(signedUrl, { method: 'PUT' })
      sending.on('error', () => {})
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>
      sending.write('a part of it, ')
      sending.end('and another one')
      const [response] = await answered
      const [, code] = /<Code>(\w+)/.exec(await text(response)) ?? []

      assert.equal(`${response.statusCode} ${code}`, chunked)
      assert.equal(await countBytes(signer, key_name), 0)
    })
  })
}
