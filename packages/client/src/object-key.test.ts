import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseKey, makeSafeName } from './object-key.ts'
import { listUnfinishedUploads } from './unfinished-uploads.ts'

const place = { bucket: 'my-bucket', prefix: 'incoming/' }
const clip = new File(['12345'], 'clip.mov', { type: 'video/quicktime', lastModified: 1_700_000_000_000 })

describe('the name of a file in a key', () => {
  for (const [name, safe] of [
    ['photo.jpg', 'photo.jpg'],
    ['My résumé (final).pdf', 'My-résumé-final-.pdf'],
    ['年度報告.xlsx', '年度報告.xlsx'],
    ['..\\..\\evil.exe', '..-..-evil.exe'],
    ['a/b?c#d%2Fe&f.txt', 'a-b-c-d-2Fe-f.txt'],
    ['..', 'file'],
    ['', 'file'],
    ['line\nbreak\u202e.txt', 'line-break-.txt'],
    [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(93)}.tar.gz`],
    ['😀.png', '-.png'],
  ] as const) {
    test(`${JSON.stringify(name).slice(0, 40)} becomes ${safe.slice(0, 40)}`, () => {
      assert.equal(makeSafeName(name), safe)
    })
  }
})

test('a key has the prefix and a part that nobody can guess', () => {
  const keys = [1, 2].map(() => chooseKey(clip, place, []))

  for (const key of keys) assert.match(key, /^incoming\/[0-9a-f]{24}-clip\.mov$/)
  assert.notEqual(keys[0], keys[1])
})

describe('an upload that an earlier visit started', () => {
  const fingerprint = (values: readonly unknown[]) => `signpost:upload:${JSON.stringify(values)}`
  const described = ['https://g.test', 'my-bucket', 'incoming/1-clip.mov', 'clip.mov', 1_700_000_000_000, 5, clip.type]
  const values = new Map([
    ['theme', 'dark'],
    [fingerprint(described), '{"uploadId":"id-1","partSize":5242880}'],
    [fingerprint(['https://g.test', 'my-bucket', 'b', 'b', 1, 2, '']), 'broken'],
    ['signpost:upload:broken', '{"uploadId":"id-3"}'],
  ])
  const storage = {
    length: values.size,
    key: (index: number) => [...values.keys()][index] ?? null,
    getItem: (name: string) => values.get(name) ?? null,
    setItem() {},
    removeItem() {},
  }
  const unfinished = listUnfinishedUploads(storage)

  test('is found in the page’s storage, and other entries are ignored', () => {
    const [url, bucket, key, name, lastModified, size, contentType] = described
    const id = fingerprint(described)
    assert.deepEqual(unfinished, [{ id, url, bucket, key, name, size, lastModified, contentType, uploadId: 'id-1' }])
    assert.deepEqual(listUnfinishedUploads(undefined), [])
  })

  test('gives the same file the same key', () => {
    assert.equal(chooseKey(clip, place, unfinished), 'incoming/1-clip.mov')
  })

  for (const [what, file, prefix] of [
    ['another date', new File(['12345'], 'clip.mov', { type: clip.type, lastModified: 1 }), 'incoming/'],
    ['another size', new File(['1'], 'clip.mov', { type: clip.type, lastModified: clip.lastModified }), 'incoming/'],
    ['another prefix', clip, 'other/'],
  ] as const) {
    test(`but not with ${what}`, () => {
      assert.notEqual(chooseKey(file, { ...place, prefix }, unfinished), 'incoming/1-clip.mov')
    })
  }
})
