import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { S3Client } from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import fc from 'fast-check'
import { arbitraryKey } from '../test/arbitrary-key.ts'
import { createPresigner } from './presigner.ts'
import { createCredentialScopes } from './sig-v4.ts'
import { type FormRequest, maxUploadBytes, type SignedForm } from './sign-form.ts'

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const region = 'eu-central-1'
const presigner = createPresigner({ credentials, region })
const signedAt = Date.UTC(2026, 10, 26, 3, 12, 28)
const request = { bucket: 'my-bucket', key: 'in/a b.txt', expiresInSeconds: 3600, signedAt, maxBytes: 5_000_000 }

const sign = (more: Partial<FormRequest>) => presigner.signForm({ ...request, ...more })

/** The policy of a form as JSON. */
function readPolicy({ fields }: SignedForm): { expiration: string; conditions: unknown[] } {
  return JSON.parse(Buffer.from(fields.policy ?? '', 'base64').toString())
}

test('AWS’s example of a POST policy has its published signature', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html, with its line ends
  const policy = [
    '{ "expiration": "2015-12-30T12:00:00.000Z",',
    '  "conditions": [',
    '    {"bucket": "sigv4examplebucket"},',
    '    ["starts-with", "$key", "user/user1/"],',
    '    {"acl": "public-read"},',
    '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
    '    ["starts-with", "$Content-Type", "image/"],',
    '    {"x-amz-meta-uuid": "14365123651274"},',
    '    {"x-amz-server-side-encryption": "AES256"},',
    '    ["starts-with", "$x-amz-meta-tag", ""],',
    '',
    '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
    '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
    '    {"x-amz-date": "20151229T000000Z" }',
    '  ]',
    '}',
  ].join('\r\n')
  const { sign } = createCredentialScopes(credentials)('us-east-1', Date.UTC(2015, 11, 29) / 1000)
  assert.equal(
    sign(Buffer.from(policy).toString('base64')),
    '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e',
  )
})

test('the signed policy is the sent policy', () => {
  const { fields } = sign({})
  const { sign: signText } = createCredentialScopes(credentials)(region, signedAt / 1000)
  assert.equal(fields['x-amz-signature'], signText(fields.policy ?? ''))
})

// Made with botocore 1.43.11, `generate_presigned_post('my-bucket', 'in/a b.txt', Fields={'acl': 'public-read',
// 'Content-Type': 'image/png'}, Conditions=[…the same, ['content-length-range', 1, 5000000]], ExpiresIn=3600)`.
const botocore = {
  expiration: '2026-11-26T04:12:28Z',
  conditions: [
    { acl: 'public-read' },
    { 'Content-Type': 'image/png' },
    ['content-length-range', 1, 5000000],
    { bucket: 'my-bucket' },
    { key: 'in/a b.txt' },
  ],
  v4Signature: 'd08442295d6943cd87a8813e12979c924bfabfe13f3102d16c1479d1f4168e5d',
  v2Signature: 'jIOfkTxb4TQMNsHTQyzWvV3PkrA=',
}
const botocoreRequest = { acl: 'public-read', contentType: 'image/png', minBytes: 1 } as const

/** Writes JSON like Python's `json.dumps`. */
function writeAsPython(policy: object): string {
  return JSON.stringify(policy, undefined, 1)
    .replaceAll(/\n */g, ' ')
    .replaceAll(/([{[]) /g, '$1')
    .replaceAll(/ ([}\]])/g, '$1')
}

test('botocore’s policy has the same conditions and the same signature', () => {
  const ours = readPolicy(sign(botocoreRequest))
  const conditions = [
    ...botocore.conditions,
    { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
    { 'x-amz-credential': `AKIAIOSFODNN7EXAMPLE/20261126/${region}/s3/aws4_request` },
    { 'x-amz-date': '20261126T031228Z' },
  ]
  assert.equal(ours.expiration, botocore.expiration)
  assert.deepEqual(sortConditions(ours.conditions), sortConditions(conditions))
  const policy = writeAsPython({ expiration: botocore.expiration, conditions })
  const { sign: signText } = createCredentialScopes(credentials)(region, signedAt / 1000)
  assert.equal(signText(Buffer.from(policy).toString('base64')), botocore.v4Signature)
})

test('SigV2: the conditions of botocore, without those of SigV4', () => {
  const v2 = createPresigner({ credentials, region, signatureVersion: 'v2' })
  const form = v2.signForm({ ...request, ...botocoreRequest })
  assert.deepEqual(sortConditions(readPolicy(form).conditions), sortConditions(botocore.conditions))
  assert.deepEqual(Object.keys(form.fields), ['key', 'acl', 'Content-Type', 'AWSAccessKeyId', 'policy', 'signature'])
  assert.equal(form.fields.AWSAccessKeyId, credentials.accessKeyId)
  const signText = (policy: string) => createHmac('sha1', credentials.secretAccessKey).update(policy).digest('base64')
  const { expiration, conditions } = botocore
  const policy = writeAsPython({ expiration, conditions })
  assert.equal(signText(Buffer.from(policy).toString('base64')), botocore.v2Signature)
  assert.equal(form.fields.signature, signText(form.fields.policy ?? ''))
})

function sortConditions(conditions: readonly unknown[]): string[] {
  return conditions.map((condition) => JSON.stringify(condition)).sort()
}

test('the AWS SDK’s policies have the same conditions and the same signature', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: signedAt })
  const session = { ...credentials, sessionToken: 'AQoDYXdzEJr/+=' }
  const scopes = createCredentialScopes(credentials)
  for (const one of [credentials, session]) {
    const client = new S3Client({ region, credentials: one })
    const ours = createPresigner({ credentials: one, region })
    await fc.assert(
      fc.asyncProperty(
        arbitraryKey.filter((key) => !key.includes('$')),
        fc.nat(maxUploadBytes),
        fc.constantFrom(undefined, 'image/png', 'text/plain; charset=utf-8'),
        async (key, maxBytes, contentType) => {
          const form = ours.signForm({
            ...request,
            key,
            maxBytes,
            fields: { success_action_status: '201' },
            ...(contentType === undefined ? {} : { contentType }),
          })
          const sdk = await createPresignedPost(client, {
            Bucket: request.bucket,
            Key: key,
            Expires: request.expiresInSeconds,
            Conditions: [['content-length-range', 0, maxBytes]],
            Fields: {
              success_action_status: '201',
              ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
            },
          })
          const sdkPolicy = JSON.parse(Buffer.from(sdk.fields.Policy ?? '', 'base64').toString())
          // The SDK writes X-Amz-Date where AWS's documentation has x-amz-date; S3 ignores case.
          const written = JSON.stringify(sdkPolicy.conditions).replaceAll('"X-Amz-', '"x-amz-')
          const lowered = written.replaceAll(/"x-amz-[A-Za-z-]+"/g, (name) => name.toLowerCase())
          assert.deepEqual(sortConditions(readPolicy(form).conditions), sortConditions(JSON.parse(lowered)))
          assert.equal(readPolicy(form).expiration, sdkPolicy.expiration)
          assert.equal(scopes(region, signedAt / 1000).sign(sdk.fields.Policy ?? ''), sdk.fields['X-Amz-Signature'])
          assert.equal(form.url, sdk.url)
        },
      ),
      { numRuns: 100 },
    )
  }
})

test('a form lists its fields in order, and when it expires', () => {
  const form = sign({ acl: 'public-read', contentType: 'image/png', fields: { 'x-amz-meta-invoice': '42' } })
  assert.equal(form.url, 'https://my-bucket.s3.eu-central-1.amazonaws.com/')
  assert.equal(form.method, 'POST')
  assert.equal(form.expiresAt, signedAt + 3_600_000)
  assert.deepEqual(Object.keys(form.fields), [
    'key',
    'acl',
    'Content-Type',
    'x-amz-meta-invoice',
    'x-amz-algorithm',
    'x-amz-credential',
    'x-amz-date',
    'policy',
    'x-amz-signature',
  ])
})

test('every field except key, policy and signature has a condition, because S3 refuses any other field', () => {
  const form = sign({
    acl: 'public-read',
    contentType: 'a/b',
    fields: { tagging: '<x/>', 'Cache-Control': 'no-store' },
  })
  const named = readPolicy(form).conditions.flatMap((condition) =>
    Array.isArray(condition) ? [String(condition[1]).replace('$', '')] : Object.keys(condition as object),
  )
  for (const name of Object.keys(form.fields)) {
    if (name !== 'policy' && name !== 'x-amz-signature') assert.ok(named.includes(name), name)
  }
})

test('with a prefix, S3 appends the name of the client’s file', () => {
  const { key: _key, ...others } = request
  const form = presigner.signForm({ ...others, keyPrefix: 'in/42/' })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation
  assert.equal(form.fields.key, 'in/42/${filename}')
  assert.deepEqual(readPolicy(form).conditions[1], ['starts-with', '$key', 'in/42/'])
})

test('a prefix of the Content-Type is a condition without a field', () => {
  const form = sign({ contentTypePrefix: 'image/' })
  assert.ok(!('Content-Type' in form.fields))
  assert.ok(sortConditions(readPolicy(form).conditions).includes('["starts-with","$Content-Type","image/"]'))
})

test('`private` sends no ACL', () => {
  assert.ok(!('acl' in sign({ acl: 'private' }).fields))
})

test('a temporary credential sends its session token', () => {
  const sessionToken = 'token'
  for (const signatureVersion of ['v4', 'v2'] as const) {
    const form = createPresigner({ credentials: { ...credentials, sessionToken }, region, signatureVersion }).signForm(
      request,
    )
    assert.equal(form.fields['x-amz-security-token'], sessionToken)
    assert.ok(sortConditions(readPolicy(form).conditions).includes('{"x-amz-security-token":"token"}'))
  }
})

for (const [name, more, code, message] of [
  ['no key', { key: undefined }, 'invalid_form', /Pass either `key`/],
  ['key and prefix', { keyPrefix: 'a/' }, 'invalid_form', /Pass either `key`, or/],
  ['an empty prefix', { key: undefined, keyPrefix: '' }, 'invalid_key', /`keyPrefix` must not be empty/],
  ['a prefix that climbs', { key: undefined, keyPrefix: 'a/../' }, 'invalid_key', /`keyPrefix` must not contain a "."/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own notation
  ['a key that S3 would fill in', { key: 'in/${filename}' }, 'invalid_key', /which S3 replaces/],
  ['bounds that are crossed', { minBytes: 2, maxBytes: 1 }, 'invalid_form', /must not exceed/],
  ['a part of a byte', { maxBytes: 1.5 }, 'invalid_form', /whole numbers/],
  ['more than 5 GiB', { maxBytes: maxUploadBytes + 1 }, 'invalid_form', /5368709120/],
  ['two types', { contentType: 'a/b', contentTypePrefix: 'a/' }, 'invalid_form', /not both/],
  ['a type with a line break', { contentType: 'a/b\r\nx: y' }, 'invalid_form', /control character/],
  ['a field of the signature', { fields: { 'X-Amz-Date': '1' } }, 'invalid_form', /is not allowed/],
  ['a field for the ACL', { fields: { acl: 'public-read' } }, 'invalid_form', /is not allowed/],
  ['a field with a line break in its name', { fields: { 'a\r\nb': '1' } }, 'invalid_form', /is not allowed/],
  ['a value that is not ASCII', { fields: { 'x-amz-meta-name': 'é' } }, 'invalid_form', /must be ASCII/],
  ['an ACL of nobody', { acl: 'open' as never }, 'invalid_acl', /must be one of/],
  ['a lifetime of eight days', { expiresInSeconds: 691_200 }, 'invalid_expires_in', /604800/],
  ['a bucket that is none', { bucket: 'A' }, 'invalid_bucket', /`bucket`/],
] as const) {
  test(`${name} is refused`, () => {
    const form = JSON.parse(JSON.stringify({ ...request, ...more })) as FormRequest
    assert.throws(() => presigner.signForm(form), { name: 'PresignError', code, message })
  })
}
