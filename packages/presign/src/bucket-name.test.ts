import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findBucketProblem } from './bucket-name.ts'

test('accepts what S3 accepts', () => {
  for (const bucket of ['abc', 'my-bucket', '1-2', 'a.b.c', 'a--b', '1.2.3', '1.2.3.4.5', 'a'.repeat(63)]) {
    assert.equal(findBucketProblem(bucket), undefined, bucket)
  }
})

test('accepts reserved names that requests may use although nobody can create them', () => {
  for (const bucket of [
    'my-ap-hash-s3alias',
    'my-olap-hash--ol-s3',
    'uuid--table-s3',
    'amzn-s3-demo-bucket',
    'sthree-x',
  ]) {
    assert.equal(findBucketProblem(bucket), undefined, bucket)
  }
})

const refusals: readonly (readonly [bucket: string, rule: RegExp])[] = [
  ['', /3 to 63 characters/],
  ['ab', /3 to 63 characters, not 2/],
  ['a'.repeat(64), /3 to 63 characters, not 64/],
  ['My-Bucket', /uppercase.*use lowercase/],
  ['my_bucket', /underscore/],
  ['bucket/key', /slash.*into the key/],
  ['bücket', /only contain/],
  ['a b', /only contain/],
  ['abc\n', /only contain/],
  ['abc@evil.example', /only contain/],
  ['evil.example#', /only contain/],
  ['abc:80', /only contain/],
  ['-abc', /start and end/],
  ['abc.', /start and end/],
  ['a..b', /two dots/],
  ['192.168.5.4', /IP address/],
  ['xn--abc', /xn--/],
  ['name--use1-az4--x-s3', /S3 Express.*not supported/],
  ['name--use1-az4--xa-s3', /directory buckets.*not supported/],
  ['name--op-s3', /Outposts.*not supported/],
  ['name.mrap', /SigV4A.*not supported/],
]

for (const [bucket, rule] of refusals) {
  test(`refuses ${JSON.stringify(bucket)} and says why`, () => assert.match(findBucketProblem(bucket) ?? '', rule))
}

test('refuses what is not a string', () => {
  for (const bucket of [undefined, null, 123, ['abc']]) assert.ok(findBucketProblem(bucket as unknown as string))
})

test('whatever is accepted is one or more plain host name labels', () => {
  const characters = fc.constantFrom(...'abz019.-/@:#?%_A \n\\')
  const name = fc.oneof(fc.string({ unit: characters, minLength: 1, maxLength: 66 }), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(name, (bucket) => {
      if (findBucketProblem(bucket) !== undefined) return
      assert.match(bucket, /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$/)
      assert.ok(bucket.length >= 3 && bucket.length <= 63)
    }),
    { numRuns: 2000 },
  )
})
