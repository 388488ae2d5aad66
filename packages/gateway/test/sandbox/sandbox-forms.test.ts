import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post'
import { firstKeyPair } from '../samples/s3-key-pairs.ts'
import { readS3Code, startSandboxServer } from '../servers/sandbox-server.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const { aws, send, endpoint, directory } = stack.use(await startSandboxServer())

type Fields = Readonly<Record<string, string>>

const png = new File([Buffer.alloc(100)], 'ünï "x".png', { type: 'image/png' })

/** Signs a form with AWS's own signer. The sender of the form makes the changes. */
async function sign(options: Partial<PresignedPostOptions> = {}): Promise<Fields> {
  const { url, fields } = await createPresignedPost(aws, {
    Bucket: 'my-bucket',
    Key: 'form/a.png',
    Expires: 60,
    ...options,
  })
  assert.equal(url, `${endpoint}/my-bucket`)
  return fields
}

function post(fields: Fields, file: File | undefined = png, after: Fields = {}): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (file !== undefined) form.append('file', file)
  for (const [name, value] of Object.entries(after)) form.append(name, value)
  return fetch(`${endpoint}/my-bucket`, { method: 'POST', body: form, redirect: 'manual' })
}

async function read(key: string): Promise<Response> {
  return send({ method: 'GET', key })
}

test('a form signed by AWS’s own signer uploads a file with the metadata of its fields', async () => {
  const fields = await sign({
    Fields: { 'Content-Type': 'image/png', 'x-amz-meta-author': 'ädä', 'Cache-Control': 'no-store', acl: 'private' },
    Conditions: [
      ['content-length-range', 100, 100],
      ['starts-with', '$Content-Type', 'image/'],
    ],
  })

  const response = await post(fields)

  assert.equal(response.status, 204, await response.text())
  assert.equal(response.headers.get('location'), `${endpoint}/my-bucket/form%2Fa.png`)
  const found = await read('form/a.png')
  assert.equal((await found.arrayBuffer()).byteLength, 100)
  assert.deepEqual(
    ['content-type', 'cache-control', 'x-amz-meta-author'].map((name) => found.headers.get(name)),
    ['image/png', 'no-store', Buffer.from('ädä').toString('latin1')],
  )
})

test('the client’s file name is put after a key prefix', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own variable
  const Key = 'files/${filename}'
  const fields = await sign({ Key, Conditions: [['starts-with', '$key', 'files/']] })
  assert.equal((await post(fields, new File(['x'], '$& $1.txt'))).status, 204)
  assert.equal(await (await read('files/$& $1.txt')).text(), 'x')
  const climbing = await post({ ...fields, key: 'files/../x' })
  assert.equal(await readS3Code(climbing), '400 InvalidURI')
  assert.equal(await readS3Code(await post({ ...fields, key: 'elsewhere/x' })), '403 AccessDenied')
})

test('the response is the one that the form asks for', async () => {
  const created = await post(await sign({ Fields: { success_action_status: '201' } }))
  assert.equal(created.status, 201)
  assert.match(await created.text(), /<PostResponse><Location>.*<Bucket>my-bucket<.*<Key>form\/a.png<.*<ETag>&quot;/)
  const redirected = await post(await sign({ Fields: { success_action_redirect: 'http://localhost/done?a=1' } }))
  assert.equal(redirected.status, 303)
  assert.match(
    redirected.headers.get('location') ?? '',
    /^http:\/\/localhost\/done\?a=1&bucket=my-bucket&key=form%2Fa.png&etag=%22/,
  )
})

const range = { Conditions: [['content-length-range', 10, 99] as ['content-length-range', number, number]] }
const typed = { Conditions: [['starts-with', '$Content-Type', 'image/'] as ['starts-with', string, string]] }
const removed = Symbol('removed')

for (const { name, options = {}, change = {}, file = png, answer } of [
  { name: 'a file that is too large', options: range, answer: '400 EntityTooLarge' },
  { name: 'a file that is too small', options: range, file: new File(['x'], 'x'), answer: '400 EntityTooSmall' },
  { name: 'an extra field', change: { 'x-amz-meta-more': 'x' }, answer: '403 AccessDenied' },
  { name: 'an extra ACL', change: { acl: 'public-read' }, answer: '403 AccessDenied' },
  { name: 'another key', change: { key: 'other' }, answer: '403 AccessDenied' },
  { name: 'another type', options: typed, change: { 'Content-Type': 'application/pdf' }, answer: '403 AccessDenied' },
  { name: 'no type', options: typed, answer: '403 AccessDenied' },
  { name: 'two types', options: typed, change: { 'Content-Type': 'image/png, text/html' }, answer: '403 AccessDenied' },
  { name: 'no key', change: { key: removed }, answer: '400 InvalidArgument' },
  { name: 'no policy', change: { Policy: removed }, answer: '403 AccessDenied' },
  { name: 'another signature', change: { 'X-Amz-Signature': '0'.repeat(64) }, answer: '403 SignatureDoesNotMatch' },
  { name: 'no signature', change: { 'X-Amz-Signature': removed }, answer: '403 SignatureDoesNotMatch' },
  { name: 'another day', change: { 'X-Amz-Date': '20200101T000000Z' }, answer: '400 InvalidArgument' },
  {
    name: 'a changed policy',
    change: { Policy: Buffer.from('{}').toString('base64') },
    answer: '403 SignatureDoesNotMatch',
  },
  { name: 'an expiry in the past', options: { Expires: -1 }, answer: '403 AccessDenied' },
  {
    name: 'fields of more than 20 KB',
    change: { 'x-ignore-a': 'x'.repeat(21_000) },
    answer: '400 MaxPostPreDataLengthExceeded',
  },
] as const) {
  test(`a form with ${name} is refused`, async () => {
    const signed = await sign(options as Partial<PresignedPostOptions>)
    const fields = Object.fromEntries(
      Object.entries({ ...signed, ...change }).filter(([, value]) => value !== removed),
    ) as Fields

    assert.equal(await readS3Code(await post({ ...fields }, file)), answer)
  })
}

test('fields after the file are ignored, and a form without a file is refused', async () => {
  const { 'X-Amz-Signature': signature = '', ...rest } = await sign()
  assert.equal(await readS3Code(await post(rest, png, { 'X-Amz-Signature': signature })), '403 SignatureDoesNotMatch')
  const { key = '', ...keyless } = await sign()
  assert.equal(await readS3Code(await post(keyless, png, { key })), '400 InvalidArgument')
  const form = new FormData()
  for (const [name, value] of Object.entries(await sign())) form.append(name, value)
  const response = await fetch(`${endpoint}/my-bucket`, { method: 'POST', body: form })
  assert.equal(await readS3Code(response), '400 InvalidArgument')
  assert.equal((await post({ ...(await sign()), 'x-ignore-me': 'x' }, png, { more: 'x' })).status, 204)
})

test('a form signed with SigV2 is accepted', async () => {
  const conditions = [{ bucket: 'my-bucket' }, ['eq', '$key', 'v2.txt']]
  const expiration = new Date(Date.now() + 60_000).toISOString()
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64')
  const signature = createHmac('sha1', firstKeyPair.secretAccessKey).update(policy).digest('base64')
  const fields = { key: 'v2.txt', AWSAccessKeyId: firstKeyPair.accessKeyId, policy, signature }

  assert.equal((await post(fields, new File(['two'], 'v2.txt'))).status, 204)
  assert.equal(await (await read('v2.txt')).text(), 'two')
  assert.equal(await readS3Code(await post({ ...fields, signature: 'x' })), '403 SignatureDoesNotMatch')
})

test('a form that ends in the middle of the file is refused, and leaves nothing', async () => {
  const lines = Object.entries(await sign()).map(
    ([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const body = `${lines.join('')}--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf`
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const response = await fetch(`${endpoint}/my-bucket`, { method: 'POST', headers, body })
  assert.equal(await readS3Code(response), '400 MalformedPOSTRequest')
  assert.deepEqual(readdirSync(join(directory, 'incoming')), [])
})

test('a body that is not a form is refused', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  for (const body of ['', 'nothing', '--x\r\n', '--x--\r\n']) {
    const response = await fetch(`${endpoint}/my-bucket`, { method: 'POST', headers, body })
    assert.match(await readS3Code(response), /^400 (?:MalformedPOSTRequest|InvalidArgument)$/)
  }
})
