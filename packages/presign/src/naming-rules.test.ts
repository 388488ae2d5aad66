import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyCharacter } from '../test/any-character.ts'
import {
  findAwsRegionProblem,
  findBucketProblem,
  findKeyProblem,
  findRegionProblem,
  findWideBucketProblem,
} from './naming-rules.ts'

test('accepts the bucket names that S3 accepts', () => {
  for (const bucket of ['abc', 'my-bucket', '1-2', 'a.b.c', 'a--b', '1.2.3', '1.2.3.4.5', 'a'.repeat(63)]) {
    assert.equal(findBucketProblem(bucket), undefined, bucket)
  }
})

test('accepts reserved bucket names that requests may use although nobody can create them', () => {
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

const refusedBuckets: readonly (readonly [bucket: string, rule: RegExp])[] = [
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
  ['arn:aws:s3:::my-bucket', /must not be an ARN: use the name of the bucket, my-bucket$/],
  [
    'arn:aws-cn:s3:::my-bucket/*',
    /use the name of the bucket, my-bucket, and put the text after the slash into the key/,
  ],
  ['arn:aws:s3:::', /must not be an ARN: use the name of the bucket$/],
  ['arn:aws:s3:eu-west-1:123456789012:accesspoint/mine', /ARN of an access point: use its alias.*"-s3alias"/],
  ['arn:aws:s3:eu-west-1:123456789012:accesspoint:mine', /ARN of an access point: use its alias/],
  ['arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap', /multi-Region access point.*SigV4A/],
  ['arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/mine', /Object Lambda.*alias.*"--ol-s3"/],
  ['arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-1/accesspoint/mine', /must not be an ARN: use the name/],
  ['arn:aws:sqs:eu-west-1:123456789012:queue', /must not be an ARN: use the name/],
  [
    's3://my-bucket/a/b.txt',
    /must not be a URL: use the name of the bucket, my-bucket, and put the text after the slash/,
  ],
  ['gs://my_bucket', /must not be a URL: use the name of the bucket, my_bucket$/],
  ['https://my-bucket.s3.amazonaws.com/a', /must not be a URL: use the name of the bucket$/],
]

for (const [bucket, rule] of refusedBuckets) {
  test(`refuses the bucket ${JSON.stringify(bucket)} and says why`, () =>
    assert.match(findBucketProblem(bucket) ?? '', rule))
}

test('bucket names of other stores: underscores, and more characters with dots, where they are in the path', () => {
  for (const bucket of [
    'dw_export',
    'a.b_c',
    `${'a'.repeat(63)}.${'b'.repeat(63)}`,
    'my-bucket',
    'xn--abc',
    'name--x-s3',
  ]) {
    assert.equal(findWideBucketProblem(bucket), undefined, bucket)
  }
  for (const [bucket, rule] of [
    ['a_', /3 to 63 characters, not 2/],
    ['a'.repeat(64), /must have 3 to 63 characters, not 64/],
    [`${'a.'.repeat(111)}a`, /must have 3 to 222 characters, not 223/],
    [`${'a'.repeat(64)}.b`, /must have 3 to 63 characters between two dots, not 64/],
    ['abc_', /start and end/],
    ['_abc', /start and end/],
    ['1.2.3.4', /IP address/],
    ['a_..b', /underscore/],
    ['UPPER_case', /uppercase/],
    ['a..b', /two dots/],
    ['../x', /slash/],
    ['a/b', /slash/],
    ['a b', /only contain/],
    ['a%2fb', /only contain/],
    ['a:b', /only contain/],
    ['abc\n', /only contain/],
    ['arn:aws:s3:::my_bucket', /must not be an ARN: use the name of the bucket, my_bucket$/],
  ] as const) {
    assert.match(findWideBucketProblem(bucket) ?? '', rule, bucket)
  }
})

test('refuses a bucket that is not a string', () => {
  for (const bucket of [undefined, null, 123, ['abc']]) assert.ok(findBucketProblem(bucket as unknown as string))
})

test('an accepted bucket is one or more plain host name labels', () => {
  const characters = fc.constantFrom(...'abz019.-/@:#?%_A \n\\')
  const name = fc.oneof(fc.string({ unit: characters, minLength: 1, maxLength: 66 }), fc.string({ unit: anyCharacter }))
  fc.assert(
    fc.property(name, (bucket) => {
      if (findBucketProblem(bucket) !== undefined) return
      assert.match(bucket, /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$/)
      assert.ok(bucket.length >= 3 && bucket.length <= 63)
    }),
    { numRuns: 2000 },
  )
})

test('accepts the keys that S3 accepts', () => {
  const keys = [
    'a',
    '/',
    '//',
    '/a',
    'a/',
    'a//b',
    '...',
    'a..b',
    '.hidden',
    'a/.hidden',
    'a.',
    'a/b.',
    '..a/b..',
    ' ',
    '\n',
    '%2e%2e/a',
    '\\..\\',
  ]
  for (const key of keys) assert.equal(findKeyProblem(key), undefined, JSON.stringify(key))
})

test('counts a key in bytes of UTF-8, not in characters', () => {
  for (const key of ['a'.repeat(1024), 'é'.repeat(512), '😀'.repeat(256), `${'€'.repeat(341)}a`]) {
    assert.equal(findKeyProblem(key), undefined)
    assert.match(findKeyProblem(`${key}a`) ?? '', /at most 1024 bytes/)
  }
})

test('refuses an empty key', () => assert.match(findKeyProblem('') ?? '', /must not be empty/))

test('refuses dot segments in keys, which clients collapse', () => {
  for (const key of ['.', '..', './a', '../a', 'a/.', 'a/..', 'a/./b', 'files/../admin/x', '/..', '../', '//./']) {
    assert.match(findKeyProblem(key) ?? '', /"\." or "\.\." segment/, key)
  }
})

test('refuses exactly the keys that have a dot segment', () => {
  const key = fc.string({ unit: fc.constantFrom('.', '/', 'a'), minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(key, (text) => {
      const hasDotSegment = text.split('/').some((segment) => segment === '.' || segment === '..')
      assert.equal(findKeyProblem(text) !== undefined, hasDotSegment)
    }),
    { numRuns: 5000 },
  )
})

test('refuses keys with NUL or half a surrogate pair', () => {
  assert.match(findKeyProblem('a\0b') ?? '', /NUL/)
  for (const key of ['\ud83d', 'a\ude00', '\ude00\ud83d']) assert.match(findKeyProblem(key) ?? '', /surrogate/)
})

test('refuses a key that is not a string', () => {
  for (const key of [undefined, null, 7, {}]) assert.ok(findKeyProblem(key as unknown as string))
})

test('accepts the regions of AWS and those of other stores', () => {
  for (const region of [
    'us-east-1',
    'eusc-de-east-1',
    'us-gov-west-1',
    'auto',
    'garage',
    'fr-par',
    'US'.toLowerCase(),
  ]) {
    assert.equal(findRegionProblem(region), undefined, region)
  }
})

test('refuses regions that could choose the host or break the credential scope', () => {
  for (const region of [
    '',
    'us_east_1',
    'US-EAST-1',
    'a.evil.example',
    'a/b',
    'a@b',
    'a:1',
    'a#',
    'a?',
    '-a',
    'a-',
    'a\n',
    'a'.repeat(64),
  ]) {
    assert.ok(findRegionProblem(region), JSON.stringify(region))
    assert.ok(findAwsRegionProblem(region), JSON.stringify(region))
  }
  assert.ok(findRegionProblem(undefined as unknown as string))
})

test('without an endpoint only a region of AWS has a host', () => {
  for (const region of ['us-east-1', 'cn-northwest-1', 'eusc-de-east-1', 'eu-isoe-west-1', 'ap-southeast-12']) {
    assert.equal(findAwsRegionProblem(region), undefined, region)
  }
  for (const region of ['auto', 'us', 'aws-global', 'us-east-1-fips']) {
    assert.match(findAwsRegionProblem(region) ?? '', /set its `endpoint`/, region)
  }
})
