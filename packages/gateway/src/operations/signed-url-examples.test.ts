import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import { Compile } from 'typebox/compile'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { formatTime } from '../core/format-time.ts'
import { mergeInput } from './operation.ts'
import { operations } from './registry.ts'
import { downloadExample, uploadExample } from './signed-url-examples.ts'
import { signedUrls } from './signed-urls.ts'
import { batchExample } from './signed-urls-examples.ts'
import { uploadForm } from './upload-form.ts'
import { uploadFormExamples } from './upload-form-examples.ts'

const presigner = createPresigner({
  // The key of AWS's documentation.
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  region: 'eu-central-1',
})

for (const [name, method, expiresInSeconds, example] of [
  ['download', 'GET', 300, downloadExample],
  ['upload', 'PUT', uploadExample.params.expires_in, uploadExample],
] as const) {
  test(`the example of a ${name} is what the presigner really signs`, () => {
    const { bucket, key_name: key } = example.params

    const signed = presigner.presign({
      method,
      bucket,
      key,
      expiresInSeconds,
      signedAt: Date.UTC(2026, 0, 15, 12),
    })

    assert.deepEqual(example.result, {
      signedUrl: signed.url,
      expiresAt: formatTime(signed.expiresAt),
      bucket,
      key,
      method: signed.method,
      headers: signed.headers,
    })
  })
}

for (const operation of operations) {
  const { name, result, examples } = operation
  test(`the examples of ${name} fit its schemas`, () => {
    const params = mergeInput(operation)
    for (const example of examples) {
      assert.deepEqual(Compile(params).Errors(example.params), [])
      assert.deepEqual(Compile(result).Errors(example.result), [])
      for (const parameter of Object.keys(example.params))
        assert.ok(Object.hasOwn(params.properties, parameter), parameter)
    }
  })
}

for (const example of uploadFormExamples) {
  test(`the example “${example.summary}” is what the operation really signs`, async () => {
    const sample = createSampleGate({ dependencies: { clock: () => Date.UTC(2026, 0, 15, 12) } })
    const text = Object.fromEntries(Object.entries(example.params).map(([name, value]) => [name, String(value)]))

    assert.deepEqual(await sample.ask(uploadForm, text), example.result)
  })
}

test('the example of a batch is what the operation really signs', async () => {
  const sample = createSampleGate({
    token: { limits: { allow: ['*:my-bucket/photos/*'] } },
    dependencies: { clock: () => Date.UTC(2026, 0, 15, 12) },
  })

  const result = await sample.ask(signedUrls, {}, { input: { text: {}, json: batchExample.params } })

  assert.deepEqual(result, batchExample.result)
})
