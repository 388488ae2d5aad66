import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleToken } from '../../test/samples/samples.ts'
import { prepareToken } from '../tokens/verified-token.ts'
import { findUploadTarget, makeObjectKey } from './upload-target.ts'

const find = (allow?: readonly string[]) =>
  findUploadTarget(prepareToken(sampleToken({ limits: allow === undefined ? {} : { allow } })))

for (const [name, allow, target] of [
  ['a prefix', ['upload:my-bucket/in/*'], { bucket: 'my-bucket', keyPrefix: 'in/' }],
  ['a whole bucket', ['*:my-bucket/*'], { bucket: 'my-bucket', keyPrefix: '' }],
  [
    'other actions elsewhere',
    ['download:*', 'upload:my-bucket/in/*', 'list:my-bucket/*'],
    { bucket: 'my-bucket', keyPrefix: 'in/' },
  ],
  ['one place twice', ['*:my-bucket/in/*', 'upload:my-bucket/in/*'], { bucket: 'my-bucket', keyPrefix: 'in/' }],
] as const) {
  test(`the rules say where uploads go: ${name}`, () => assert.deepEqual(find(allow), target))
}

for (const [name, allow, message] of [
  ['no rules', undefined, /has no rules, but Uppy names no bucket.*one rule, such as upload:my-bucket\/incoming\/\*/],
  ['no upload', ['download:my-bucket/*'], /no rule that allows uploads/],
  ['two prefixes', ['upload:my-bucket/a/*', 'upload:my-bucket/b/*'], /allows uploads to 2 places/],
  ['many buckets', ['upload:my-*/in/*'], /is for many buckets/],
  ['every bucket', ['*:*'], /is for many buckets/],
  ['one key', ['upload:my-bucket/photo.jpg'], /is for one key/],
] as const) {
  test(`rules that name no single place are refused: ${name}`, () => {
    assert.throws(() => find(allow), { code: 'token_not_allowed', status: 403, message })
  })
}

test('a key has the prefix, a random part and the name, within 1,024 bytes', () => {
  const make = (keyPrefix: string, name = 'photo.jpg') => makeObjectKey({ bucket: 'b', keyPrefix }, name, 'id')
  assert.equal(make('in/', '../a/photo.jpg'), 'in/id-photo.jpg')
  assert.equal(make('', '..'), 'id-file')
  const long = make('p'.repeat(900), `${'ä'.repeat(200)}.png`)
  assert.ok(Buffer.byteLength(long) <= 1024 && Buffer.byteLength(long) > 1022 && long.endsWith('.png'))
  assert.throws(() => make('p'.repeat(1022)), { code: 'token_not_allowed', message: /must have at most 1024 bytes/ })
})
