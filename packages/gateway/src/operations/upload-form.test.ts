import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { uploadForm } from './upload-form.ts'

const ask = (params: Readonly<Record<string, unknown>>) => {
  const json = { bucket: 'my-bucket', key_name: 'a', max_bytes: 5, ...params }
  return createSampleGate({}).ask(uploadForm, {}, { input: { text: {}, json } })
}

test('a form whose fields have more bytes than S3 accepts is refused', async () => {
  const tags = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`tag ${index}`, 'ж'.repeat(256)]))
  for (const params of [{ success_redirect: `https://example.com/${'a'.repeat(20_000)}` }, { tags }]) {
    await assert.rejects(ask(params), {
      code: 'invalid_request',
      message: /bytes of fields, but S3 accepts only 20480/,
    })
  }
  const good = await ask({ success_redirect: `https://example.com/${'a'.repeat(2000)}` })
  assert.equal(typeof good.url, 'string')
})
