import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { type Signed, sign } from '../samples/sign.ts'
import { downloadWithCurl, uploadWithCurl } from '../servers/curl.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** The published examples, spelled exactly as published. T stands for the token. */
const publishedRequests = [
  {
    request:
      '/awss3/signed-url?bucket=my-audio-files&key_name=recordings/interview.mp3&type=upload&acl=private&expires_in=600&api_token=T',
    answer: { bucket: 'my-audio-files', key: 'recordings/interview.mp3', method: 'PUT' },
    expiresInSeconds: 600,
  },
  {
    request: '/awss3/signed-url?bucket=my-bucket&key_name=test.txt&type=get&expires_in=300&api_token=T',
    answer: { bucket: 'my-bucket', key: 'test.txt', method: 'GET' },
    expiresInSeconds: 300,
  },
  {
    request: '/awss3/signed-url/for-fetch?bucket=my-images&key_name=photos/profile.png&expires_in=1800&api_token=T',
    answer: { bucket: 'my-images', key: 'photos/profile.png', method: 'GET' },
    expiresInSeconds: 1800,
  },
  {
    request: '/awss3/signed-url/for-fetch?bucket=my-files&key_name/documents/contract.pdf&expires_in=3600&api_token=T',
    answer: { bucket: 'my-files', key: 'documents/contract.pdf', method: 'GET' },
    expiresInSeconds: 3600,
  },
  {
    request:
      '/awss3/signed-url/for-upload?bucket=my-documents&key_name/pdfs/report.pdf&acl=private&expires_in=600&api_token=T',
    answer: { bucket: 'my-documents', key: 'pdfs/report.pdf', method: 'PUT' },
    expiresInSeconds: 600,
  },
  {
    request:
      '/awss3/signed-url/for-upload?bucket=public-assets&key_name/images/logo.png&acl=public-read&expires_in=600&api_token=T',
    answer: { bucket: 'public-assets', key: 'images/logo.png', method: 'PUT' },
    expiresInSeconds: 600,
  },
  {
    request:
      '/awss3/signed-url/for-upload?bucket=company-docs&key_name=2026/q1/quarterly-report.pdf&expires_in=600&api_token=T',
    answer: { bucket: 'company-docs', key: '2026/q1/quarterly-report.pdf', method: 'PUT' },
    expiresInSeconds: 600,
  },
] as const

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const gateway = stack.use(await startGateway({ dataDir: join(dir.path, 'data'), args: ['--sandbox'] }))
const signer = { url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }

for (const { request, answer, expiresInSeconds } of publishedRequests) {
  test(`a published request gets the published answer, and its URL works: ${request}`, {
    skip: skipWithout('curl'),
  }, async () => {
    const before = Date.now()

    const response = await fetch(signer.url + request.replace('api_token=T', `api_token=${signer.token}`))

    const text = await response.text()
    assert.equal(response.status, 200, text)
    const { data } = JSON.parse(text) as { data: Signed }
    const { signedUrl, expiresAt, headers, ...rest } = data
    assert.deepEqual(rest, answer, 'the answer is as published, and has no warnings')
    assert.deepEqual(headers, {})
    const signedAt = new Date(expiresAt).getTime() - expiresInSeconds * 1000
    // SigV4 counts whole seconds.
    assert.ok(signedAt > before - 1000 && signedAt <= Date.now(), expiresAt)
    await (answer.method === 'PUT' ? proveUpload(signedUrl, answer) : proveDownload(signedUrl, answer))
  })
}

async function proveUpload(signedUrl: string, { bucket, key }: { bucket: string; key: string }): Promise<void> {
  const file = makeFile()
  assert.equal(await uploadWithCurl(signedUrl, { file }), 200)
  const download = await sign(signer, { bucket, key_name: key })
  await assertDownloads(download.signedUrl, file)
}

async function proveDownload(signedUrl: string, { bucket, key }: { bucket: string; key: string }): Promise<void> {
  const file = makeFile()
  const upload = await sign(signer, { bucket, key_name: key, type: 'upload' })
  assert.equal(await uploadWithCurl(upload.signedUrl, { file }), 200)
  await assertDownloads(signedUrl, file)
}

async function assertDownloads(signedUrl: string, original: string): Promise<void> {
  const copy = join(dir.path, crypto.randomUUID())
  assert.equal(await downloadWithCurl(signedUrl, copy), 200)
  assert.ok(readFileSync(copy).equals(readFileSync(original)), 'the bytes differ')
}

function makeFile(): string {
  const file = join(dir.path, crypto.randomUUID())
  writeFileSync(file, randomBytes(100_000))
  return file
}
