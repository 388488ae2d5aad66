import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import type { ExplanationResult } from '../../src/explain/explanation-schema.ts'
import { storeCredential } from '../samples/store-credential.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const emptyDir = stack.use(makeTempDir()).path
const endpoint = 'https://s3.store.invalid'
await storeCredential(
  'main',
  { dataDir },
  { endpoint, bucketPatterns: [], accessKeyId: 'AKIDMAIN', secret: 'a-secret' },
)
const credentials = { accessKeyId: 'AKIDMAIN', secretAccessKey: 'a-secret' }
const presigner = createPresigner({ credentials, region: 'eu-central-1', endpoint })
const object = { bucket: 'my-bucket', key: 'in/a.txt', expiresInSeconds: 300, signedAt: Date.now() }
const { url } = presigner.presign({ method: 'PUT', ...object })
const xml = '<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>'
const signature = /Signature=(\w+)/.exec(url)?.[1] ?? ''

test('explain reads pasted terminal output; its first line says what is wrong, and its second line what to do', async () => {
  const { code, stdout, stderr } = await runSignpost(['explain'], { dataDir, input: `$ curl '${url}'\n${xml}\n` })

  assert.equal(code, 0, stderr)
  const [first, second] = stdout.split('\n')
  assert.equal(first, 'The URL was signed for PUT, but sent with GET.')
  assert.match(second ?? '', /^→ Send the method/)
  assert.match(stdout, /credential {5}main signed exactly this/)
  assert.ok(!stdout.includes(signature))
  assert.equal(stderr, '')
})

test('a URL as an argument is explained, with a note that the history of the shell contains it', async () => {
  const { code, stdout, stderr } = await runSignpost(['explain', url, '--status', '403'], { dataDir })

  assert.equal(code, 0, stderr)
  assert.match(stdout, /signed for PUT/)
  assert.match(stderr, /history of your shell/)
  assert.ok(!(stdout + stderr).includes(signature))
})

test('the answer can come from a file and the request from an option; --json prints the result as JSON', async () => {
  const file = join(emptyDir, 'answer.xml')
  writeFileSync(file, xml)
  const args = ['explain', '--request', `curl -T a -H 'x-amz-meta-a: b' "${url}"`, '--error', file]
  const { storedCredential, answer, signedUrl } = await readSignpost<ExplanationResult>(args, { dataDir })

  assert.deepEqual(storedCredential, { name: 'main', result: 'signed' })
  assert.equal(answer?.code, 'SignatureDoesNotMatch')
  assert.equal(signedUrl?.method, 'PUT')
})

test('without an installation, explain still works, and says that it compared no stored credentials', async () => {
  const old = presigner.presign({ method: 'GET', ...object, signedAt: Date.now() - 3_600_000 })
  const { code, stdout, stderr } = await runSignpost(['explain'], { dataDir: join(emptyDir, 'none'), input: old.url })

  assert.equal(code, 0, stderr)
  assert.match(stdout, /^The URL expired at /)
  assert.match(stderr, /no Signpost installation.*not compared with stored credentials/)
})

test('an empty input, a missing file and an invalid status are errors', async () => {
  const empty = await runSignpost(['explain'], { dataDir })
  assert.equal(empty.code, 1)
  assert.match(empty.stderr, /nothing to explain/)
  const missing = await runSignpost(['explain', url, '--error', join(emptyDir, 'no.xml')], { dataDir })
  assert.equal(missing.code, 1)
  assert.match(missing.stderr, /no\.xml does not exist/)
  const status = await runSignpost(['explain', url, '--status', 'forbidden'], { dataDir })
  assert.notEqual(status.code, 0)
})
