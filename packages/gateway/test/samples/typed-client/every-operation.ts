import assert from 'node:assert/strict'
import createClient from 'openapi-fetch'
import type { paths } from './api.ts'

// A program by an author who has only the OpenAPI document, from which openapi-typescript generates `api.ts`. The test
// typed-client.test.ts generates that file, checks the types, and runs the program.

const { SIGNPOST = '', API_TOKEN = '' } = process.env
const client = createClient<paths>({ baseUrl: SIGNPOST, headers: { Authorization: `Bearer ${API_TOKEN}` } })
const used = new Set<string>()
client.use({
  onRequest({ request, schemaPath }) {
    used.add(`${request.method} ${schemaPath}`)
  },
})

const object = { bucket: 'my-bucket', key_name: 'typed/Q1 + Ümlaut.txt' }
const content = 'typed from end to end'

/** Sends bytes to a signed URL, with the method and headers of the answer. */
async function send(
  signed: { signedUrl: string; method: string; headers: { [name: string]: string } },
  body: BodyInit,
) {
  const response = await fetch(signed.signedUrl, { method: signed.method, headers: signed.headers, body })
  assert.equal(response.status, 200, await response.text())
}

/** Returns the result, or throws the message of the error. */
function take<Result>(answer: {
  data?: { data: Result }
  error?: { error: { code: string; message: string } }
}): Result {
  if (answer.data === undefined) throw new Error(`${answer.error?.error.code}: ${answer.error?.error.message}`)
  return answer.data.data
}

const { kind, rules } = take(await client.GET('/awss3/whoami'))
assert.ok(kind === 'api_token' && rules.length > 0)

const upload = take(
  await client.GET('/awss3/signed-url/for-upload', {
    params: { query: { ...object, content_type: 'text/plain', metadata: { invoice: '42' }, if_none_match: '*' } },
  }),
)
await send(upload, content)

const download = take(await client.GET('/awss3/signed-url/for-fetch', { params: { query: { ...object, stable: 60 } } }))
assert.equal(await (await fetch(download.signedUrl)).text(), content)

const head = take(await client.GET('/awss3/signed-url', { params: { query: { ...object, type: 'head' } } }))
assert.equal((await fetch(head.signedUrl, { method: head.method })).headers.get('x-amz-meta-invoice'), '42')

const batch = take(
  await client.POST('/awss3/signed-urls', {
    body: {
      defaults: { bucket: object.bucket, type: 'upload' },
      requests: [{ key_name: 'typed/1' }, { key_name: 'typed/2' }],
    },
  }),
)
assert.deepEqual([batch.signed, batch.refused, batch.results.length], [2, 0, 2])

const form = take(
  await client.POST('/awss3/upload-form', { body: { ...object, key_name: 'typed/form.txt', max_bytes: 1000 } }),
)
const fields = new FormData()
for (const [name, value] of Object.entries(form.fields)) fields.append(name, value)
fields.append('file', new Blob([content]), 'form.txt')
assert.equal((await fetch(form.url, { method: form.method, body: fields })).status, 204)

const found = take(await client.GET('/awss3/object', { params: { query: object } }))
assert.deepEqual([found.size, found.contentType, found.metadata], [content.length, 'text/plain', { invoice: '42' }])

const { objects } = take(
  await client.GET('/awss3/objects', {
    params: { query: { bucket: object.bucket, prefix: 'typed/', delimiter: '/' } },
  }),
)
assert.deepEqual(objects.map(({ key }) => key).sort(), [object.key_name, 'typed/form.txt'])

const { clientToken } = take(
  await client.POST('/awss3/client-token', { body: { allow: ['upload:my-bucket/typed/*'], expires_in: 60 } }),
)
assert.match(clientToken, /^ct_/)

const large = { bucket: object.bucket, key_name: 'typed/large.bin' }
const begun = take(await client.POST('/awss3/multipart', { body: { ...large, size: content.length } }))
const path = { upload_id: begun.uploadId }
const { parts } = take(
  await client.GET('/awss3/multipart/{upload_id}/parts', { params: { path, query: { ...large, part_numbers: '1' } } }),
)
const [part] = parts
assert.ok(part)
await send(part, content)
const shown = take(await client.GET('/awss3/multipart/{upload_id}', { params: { path, query: large } }))
assert.equal(shown.parts[0]?.size, content.length)
const completed = take(await client.POST('/awss3/multipart/{upload_id}/complete', { params: { path }, body: large }))
assert.equal(completed.size, content.length)

const given = take(await client.POST('/awss3/multipart', { body: large }))
take(
  await client.DELETE('/awss3/multipart/{upload_id}', {
    params: { path: { upload_id: given.uploadId }, query: large },
  }),
)

for (const key_name of [object.key_name, 'typed/form.txt', large.key_name]) {
  take(await client.DELETE('/awss3/object', { params: { query: { ...object, key_name } } }))
}
const { error, response } = await client.GET('/awss3/object', { params: { query: object } })
assert.deepEqual([response.status, error?.error.code], [404, 'object_not_found'])

const { causes } = take(await client.POST('/awss3/explain', { body: { url: download.signedUrl, status: 403 } }))
assert.ok(causes.length > 0)

process.stdout.write(JSON.stringify([...used]))
