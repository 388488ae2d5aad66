import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { makeClientToken } from '../samples/make-client-token.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { startNginx } from '../servers/nginx-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

test('nginx, configured as in docs/behind-a-proxy.md, logs no token of Uppy, and passes on the reason of a refusal', {
  skip: skipWithout('nginx'),
}, async () => {
  await using stack = new AsyncDisposableStack()
  const { path: dataDir } = stack.use(makeTempDir())
  await storeAwsCredential({ dataDir })
  const env = { SIGNPOST_BUCKET_CHECK: 'off' }
  const gateway = stack.use(await startComposedGateway({ dataDir, env }))
  const nginx = stack.use(await startNginx([new URL(gateway.url).host]))
  const token = await createToken({ dataDir })
  const clientToken = await makeClientToken({ url: gateway.url, token })
  const ask = (path: string) => fetch(nginx.url + path)

  const signed = await ask(`/uppy/${clientToken}/s3/params?filename=a`)
  assert.equal(signed.status, 200)
  const refused = await ask(`/uppy/${clientToken}/s3/multipart/1/0?key=in/a`)
  assert.equal(refused.statusText, 'partNumber must be a number from 1 to 10000')
  await ask(`/uppy/${clientToken}`)
  await ask(`/uppy//${clientToken}/s3/params?filename=a`)
  await ask('/awss3/signed-url?bucket=a')

  await waitUntil('nginx has logged the requests', async () => nginx.readLog().split('\n').length > 5)
  assert.doesNotMatch(nginx.readLog(), /ct_|at_/)
  assert.match(nginx.readLog(), /"GET \/uppy\/-\/s3\/params HTTP\/1\.1" 200/)
  assert.match(nginx.readLog(), /"GET \/awss3\/signed-url HTTP\/1\.1" 401/)
})
