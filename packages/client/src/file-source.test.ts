import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSource, type UploadData } from './file-source.ts'
import { SignpostError } from './signpost-error.ts'

for (const [what, data] of [
  ['nothing, as `input.files[0]` is when none is chosen', undefined],
  ['null', null],
  ['a list in place of a file, as `input.files` is', [new File(['a'], 'a.txt')]],
  ['an object', { a: 1 }],
  ['a number', 17],
] as const) {
  test(`${what} is refused, not uploaded as text`, () => {
    assert.throws(
      () => openSource(data as unknown as UploadData),
      (error) => error instanceof SignpostError && error.code === 'invalid_argument' && /`input/.test(error.message),
    )
  })
}

test('bytes can be any view of a buffer', async () => {
  for (const [data, bytes] of [
    [new DataView(new ArrayBuffer(3)), 3],
    [new Float32Array(2), 8],
    [new ArrayBuffer(4), 4],
    [Buffer.from('12345'), 5],
    ['ü', 2],
    [new File(['1'], 'a'), 1],
  ] as const) {
    const source = openSource(data as UploadData)
    assert.deepEqual([source.sizeBytes, (await source.read(0, 10)).size], [bytes, bytes])
  }
})
