import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stubEnvironment } from '../test/stub-environment.ts'
import { createSignpost } from './create-signpost.ts'

const target = { bucket: 'my-bucket', key: 'a.bin' }

/** A store whose upload disappears once part 2 is sent, because another page with the same file has continued it. */
function createClient(completed: { readonly status?: number; readonly data?: object; readonly error?: object }) {
  const stub = stubEnvironment(({ method, path, query }) => {
    if (path.endsWith('/complete')) return completed
    if (path === '/awss3/multipart') {
      const parts = [1, 2, 3].map((partNumber) => ({
        partNumber,
        ...{ signedUrl: `https://store.test/a?partNumber=${partNumber}`, method: 'PUT', headers: {} },
      }))
      return { data: { uploadId: 'U', ...target, partSize: 10, parts, expiresAt: '2026-01-15T12:05:00Z' } }
    }
    if (method === 'DELETE') return { status: 404, error: { code: 'upload_not_found', message: 'No.' } }
    return query.get('partNumber') === '2'
      ? { status: 404, text: '<Error><Code>NoSuchUpload</Code></Error>' }
      : { text: '' }
  })
  return { stub, signpost: createSignpost({ url: 'https://sign.test', token: 't' }, stub) }
}

const file = new File(['0123456789'.repeat(3)], 'a.bin', { lastModified: 1 })
const options = { ...target, partsAbove: 10, partSize: 10, parallelParts: 1 }

test('an upload that another page completed counts as uploaded', async () => {
  const { stub, signpost } = createClient({ data: { ...target, size: 30, etag: '"e"' } })
  const { size, etag } = await signpost.upload(file, options)

  assert.deepEqual([size, etag], [30, '"e"'])
  assert.equal(stub.storage.values.size, 0)
})

test('an upload that another page aborted fails', async () => {
  const { signpost } = createClient({ status: 404, error: { code: 'upload_not_found', message: 'No.' } })
  await assert.rejects(signpost.upload(file, options), { code: 'store_refused', s3Code: 'NoSuchUpload' })
})

test('a different object is not mistaken for the upload', async () => {
  const { signpost } = createClient({ data: { ...target, size: 29 } })
  await assert.rejects(signpost.upload(file, options), { s3Code: 'NoSuchUpload' })
})
