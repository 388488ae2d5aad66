import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { compileInputValidator, type RawInput } from '../gate/validate-input.ts'
import { toUploadHeaders, type UploadParams, uploadFields } from './upload-options.ts'

const validate = compileInputValidator(Type.Object(uploadFields))

/** Validates a request and returns the headers that it signs. */
function signFor(raw: RawInput) {
  return toUploadHeaders(validate(raw).params as UploadParams).headers
}

const textSignFor = (text: RawInput['text']) => signFor({ text })

function refuse(raw: RawInput): string {
  try {
    signFor(raw)
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request')
    return (error.details ?? []).map(({ message }) => message).join('\n')
  }
  return assert.fail('It passed')
}

test('an upload without options signs no header and needs no feature of the store', () => {
  for (const params of [{}, { metadata: {}, tags: {} }]) {
    assert.deepEqual(toUploadHeaders(params), { headers: {}, features: [] })
  }
})

test('each parameter becomes a header with S3’s name, and names the feature that the store needs', () => {
  const sha256 = 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='
  const { headers, features } = toUploadHeaders(
    validate({
      text: {
        content_type: 'image/png',
        content_length: '5',
        content_md5: 'CY9rzUYh03PK3k6DJie09g==',
        checksum_sha256: sha256,
        if_none_match: '*',
        cache_control: 'max-age=60',
        content_disposition: 'attachment; filename="a.txt"',
        content_encoding: 'gzip',
        content_language: 'de',
        'metadata[Invoice]': '42',
        'metadata[cost-centre]': 'a b',
        'tags[project]': 'apollo',
        'tags[own er]': 'Jürgen & Co'.replace('&', '+'),
        storage_class: 'STANDARD_IA',
        server_side_encryption: 'aws:kms',
        kms_key_id: 'alias/uploads',
        request_payer: 'requester',
      },
    }).params as UploadParams,
  )

  assert.deepEqual(headers, {
    'content-type': 'image/png',
    'content-length': '5',
    'content-md5': 'CY9rzUYh03PK3k6DJie09g==',
    'x-amz-checksum-sha256': sha256,
    'if-none-match': '*',
    'cache-control': 'max-age=60',
    'content-disposition': 'attachment; filename="a.txt"',
    'content-encoding': 'gzip',
    'content-language': 'de',
    'x-amz-meta-invoice': '42',
    'x-amz-meta-cost-centre': 'a b',
    'x-amz-tagging': 'project=apollo&own%20er=J%C3%BCrgen%20%2B%20Co',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'alias/uploads',
    'x-amz-request-payer': 'requester',
  })
  assert.deepEqual(
    features.map(({ parameter, feature }) => `${parameter}: ${feature}`),
    [
      'content_type: content_type',
      'content_length: content_length',
      'content_md5: content_md5',
      'checksum_sha256: checksum',
      'if_none_match: if_none_match',
      'cache_control: object_headers',
      'content_disposition: object_headers',
      'content_encoding: object_headers',
      'content_language: object_headers',
      'metadata: metadata',
      'tags: tags',
      'storage_class: storage_class',
      'server_side_encryption: server_side_encryption',
      'kms_key_id: kms',
      'request_payer: request_payer',
      'server_side_encryption: kms',
    ],
  )
})

test('metadata and tags mean the same with bracketed names and as JSON objects', () => {
  const json = { metadata: { invoice: '42' }, tags: { public: '' } }
  const expected = { 'x-amz-meta-invoice': '42', 'x-amz-tagging': 'public=' }
  assert.deepEqual(signFor({ text: {}, json }), expected)
  assert.deepEqual(signFor({ text: { 'metadata[invoice]': '42' }, json: { tags: json.tags } }), expected)
  assert.deepEqual(textSignFor({ 'metadata[invoice]': '42', 'metadata[b]': '' }), { 'x-amz-meta-invoice': '42' })
  assert.deepEqual(textSignFor({ 'metadata[__proto__]': 'x' }), { 'x-amz-meta-__proto__': 'x' })
})

test('a value that is sent twice is refused, by its name or as a whole', () => {
  assert.match(refuse({ text: { 'metadata[a]': ['1', '2'] } }), /^`metadata` must be texts by name, each name once: /)
  assert.match(refuse({ text: { 'metadata[a]': '1' }, json: { metadata: { b: '2' } } }), /^`metadata` is given 2 times/)
  assert.match(refuse({ text: { 'metadata[a]': '1', metadata: 'x' } }), /^`metadata` is given 2 times/)
  assert.match(refuse({ text: { 'metadata[a]': '1', 'metadata[A]': '2' } }), /differ only in case/)
})

test('a bracketed name that is not a parameter is a warning, and deeper nesting is refused', () => {
  assert.equal(validate({ text: { 'constructor[a]': '1', 'color[a]': '1' } }).warnings.length, 2)
  assert.match(refuse({ text: { 'content_type[a]': '1' } }), /: `content_type` is meant$/)
  assert.match(refuse({ text: { 'metadata[a][b]': '1' } }), /^`metadata` must have names of letters/)
  assert.match(refuse({ text: { 'tags[]': '1' } }), /^`tags` must have names of 1 to 128/)
  assert.match(refuse({ text: {}, json: { metadata: { a: { b: '1' } } } }), /^`metadata` must be texts by name/)
  assert.match(refuse({ text: {}, json: { metadata: { a: 1 } } }), /^`metadata` must be texts by name/)
  assert.match(refuse({ text: {}, json: { metadata: { 'a\nb': 1 } } }), /^`metadata` must have names of letters/)
  assert.match(refuse({ text: {}, json: { tags: { 'a\nb': 1 } } }), /^`tags` must have names and values of letters/)
})

for (const [parameter, value, rule] of [
  ['content_type', 'png', /media type, such as image\/png/],
  ['content_type', 'image/png\r\nx-amz-acl: public-read', /ASCII without line breaks/],
  ['content_type', 'image/pngé', /must be ASCII/],
  ['content_length', '5368709121', /5 GiB.*in parts, with multipart/],
  ['content_length', '-1', /whole number of bytes/],
  ['content_md5', '098f6bcd4621d373cade4e832627b4f6', /24 characters, and not in hexadecimal/],
  ['content_md5', 'CY9rzUYh03PK3k6DJie09g', /16 bytes of the MD5 in base64/],
  ['checksum_sha256', 'CY9rzUYh03PK3k6DJie09g==', /32 bytes of the SHA-256 in base64, 44 characters/],
  ['checksum_crc32', 'AAAA/A=', /4 bytes/],
  ['if_none_match', '"etag"', /one of \*/],
  ['cache_control', ' no-store', /begin or end with a space/],
  ['content_disposition', 'attachment; filename="é"', /ASCII/],
  ['metadata[invoice]', 'é', /ASCII values.*`invoice`.*RFC 2047/],
  ['metadata[invoice]', ' a', /spaces at either end/],
  ['metadata[é]', 'a', /names of letters, digits/],
  ['metadata[a]', 'x'.repeat(2048), /at most 2048 bytes of names and values together, the limit of S3, and not 2049/],
  ['tags[aws:x]', 'a', /begin with aws:/],
  ['tags[a]', 'a&b', /letters, digits, spaces/],
  ['tags[a]', 'x'.repeat(257), /values of at most 256/],
  ['storage_class', 'a b', /name of a storage class/],
  ['server_side_encryption', 'aes', /one of AES256, aws:kms/],
  ['request_payer', 'owner', /one of requester/],
] as const) {
  test(`${parameter}=${value.slice(0, 30)} is refused, and the error says what is right`, () => {
    const message = refuse({ text: { [parameter]: value } })
    assert.match(message, rule)
    assert.match(message, new RegExp(`^\`${parameter.replace(/\[.*/, '')}\` (begins with a blank: it )?must `))
  })
}

test('eleven tags are too many', () => {
  const tags = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`t${index}`, 'x']))
  assert.equal(refuse({ text: {}, json: { tags } }), '`tags` must have at most 10 entries, the limit of S3, and not 11')
})

test('parameters that exclude each other are refused', () => {
  const checksums = { checksum_crc32: 'AAAAAA==', checksum_crc32c: 'AAAAAA==', kms_key_id: 'alias/a' }
  assert.equal(
    refuse({ text: checksums }),
    '`checksum_crc32c` must be left out: S3 accepts one checksum, and `content_md5` besides it\n`kms_key_id` needs `server_side_encryption=aws:kms`',
  )
})
