import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/app-error.ts'
import { mergeInput } from '../operations/operation.ts'
import { signedUrl } from '../operations/signed-url.ts'
import { compileInputValidator, type RawInput } from './validate-input.ts'

const validateInput = compileInputValidator(mergeInput(signedUrl))
const good = { bucket: 'my-bucket', key_name: 'a.txt' }

/** Returns the details of the 400, or "signed" with the warnings. */
function ask(text: RawInput['text'], json?: RawInput['json']): string[] {
  try {
    return ['signed', ...validateInput(json === undefined ? { text } : { text, json }).warnings]
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request')
    for (const { parameter, message } of error.details ?? []) assert.ok(message.startsWith(`\`${parameter}\``), message)
    return (error.details ?? []).map(({ message }) => message)
  }
}

for (const name of [
  'amp;key_name',
  'amp;amp;key_name',
  '#38;key_name',
  '\\u0026key_name',
  'u0026key_name',
  '%26key_name',
]) {
  test(`the query is HTML- or JSON-escaped, or camelCase: ${name}`, () => {
    const [missing, explained, ...others] = ask({ bucket: 'my-bucket', [name]: 'a.txt' })
    assert.match(missing ?? '', /^`key_name` is required/)
    assert.equal(explained, `\`${name}\` follows an escaped \`&\`; write a plain \`&\`: \`key_name\` is meant`)
    assert.deepEqual(others, [])
  })
}

for (const name of ['keyName', 'KeyName', 'key-name', 'Key_Name', 'keyname', 'file', 'object', 'fileKey', 'path']) {
  test(`the query is HTML- or JSON-escaped, or camelCase: ${name}`, () => {
    const details = ask({ bucket: 'my-bucket', [name]: 'a.txt' })
    assert.equal(details[1], `\`${name}\` is not known: \`key_name\` is meant`)
  })
}

test('the query is HTML- or JSON-escaped, or camelCase: the error is listed along with all other problems', () => {
  const details = ask({ bucket: 'UPPER', 'amp;key_name': 'a', type: 'x', expiresIn: '60', colour: 'red' })
  assert.deepEqual(
    details.map((message) => message.split(' ')[0]),
    ['`bucket`', '`key_name`', '`type`', '`amp;key_name`', '`expiresIn`', '`colour`'],
  )
})

test('the query is HTML- or JSON-escaped, or camelCase: another parameter inside a value is an error', () => {
  const behind = (written: string) =>
    `\`key_name\` has \`expires_in\` in it, because the \`&\` between them was written as \`${written}\`; write a plain \`&\``
  assert.deepEqual(ask({ ...good, key_name: 'a.txt\\u0026expires_in=60' }), [behind('\\u0026')])
  assert.deepEqual(ask({ ...good, key_name: 'a.txt&amp;expires_in=60' }), [behind('&amp;')])
  assert.match(ask({ ...good, key_name: 'a.txt&api_token=at_1' })[0] ?? '', /^`key_name` has `api_token` in it/)
  assert.match(
    ask({ bucket: 'b&key_name=a.txt' })[0] ?? '',
    /It has `&key_name=` in it: .*`%26` is one inside of a value$/,
  )
  assert.match(ask({ ...good, key_name: 'a&type=b' })[1] ?? '', /^`key_name` has `&type=` in it/)
  assert.deepEqual(ask({ ...good, key_name: 'a&amp;b=1&c' }), ['signed'])
  assert.deepEqual(ask({}, { ...good, key_name: 'a\\u0026type=get' }), ['signed'])
})

test('a query that was encoded as a whole is explained', () => {
  for (const text of [{ 'bucket=b&key_name=a.txt': '' }, { 'bucket=b&key_name': 'a.txt' }] as RawInput['text'][]) {
    assert.match(ask(text)[2] ?? '', /^`bucket=…` is more than a name: `=` and `&` were encoded as well/)
  }
})

for (const [name, meant] of [
  ['Bucket', 'bucket'],
  ['Key', 'key_name'],
  ['key', 'key_name'],
  ['Expires', 'expires_in'],
  ['X-Amz-Expires', 'expires_in'],
  ['x-amz-acl', 'acl'],
  ['ACL', 'acl'],
] as const) {
  test(`a name of S3’s own is a 400 that names ours: ${name}`, () => {
    const [message = '', ...others] = ask({ ...good, [name]: 'x' })
    assert.match(message, new RegExp(`^\`${name}\` .*: \`${meant}\` is meant$`))
    assert.deepEqual(others, [])
  })
}

for (const name of [
  'versionId',
  'version_id',
  'response-content-disposition',
  'response_content_disposition',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-copy-source',
  'x-amz-meta-invoice',
  'X-Goog-Whatever',
  'If-Match',
  'Range',
  'Content-MD5',
  'GrantRead',
  'prefix',
]) {
  test(`a version, or any other parameter of S3’s that this operation lacks, is a 400: ${name}`, () => {
    const operation = { ...mergeInput(signedUrl) }
    if (Object.hasOwn(operation.properties, name)) return
    const [message = '', ...others] = ask({ ...good, [name]: 'x' })
    assert.match(message, new RegExp(`^\`${name}\` .*(not supported by this operation|is meant)`))
    assert.deepEqual(others, [])
  })
}

for (const name of [
  'max_size',
  'maxSize',
  'MaxFileSize',
  'size_limit',
  'max',
  'content_length_range',
  'content-length-range',
  'allowed_types',
  'expire_in',
  'ttl',
  'valid_until',
  'lifetimeSeconds',
  'once_only',
  'one_time',
  'singleUse',
  'source_ip',
  'not_before',
  'password',
  'no_overwrite',
  'legal_hold',
  'bucket_owner',
  'accept',
  'content_type_prefix',
]) {
  test(`a name that looks like a limit is a 400: ${name}`, () => {
    const [message = '', ...others] = ask({ ...good, [name]: '5' })
    assert.match(message, new RegExp(`^\`${name}\` looks like a limit(: \`\\w+\` is meant|, and is not supported)`))
    assert.deepEqual(others, [])
  })
}

test('for a limit inside a list, the error names its place, and suggests the names of that place', () => {
  const entry = { ...mergeInput(signedUrl) }
  const listing = compileInputValidator({
    ...entry,
    properties: { requests: { type: 'array', items: entry } },
    required: ['requests'],
  } as typeof entry)
  assert.throws(
    () => listing({ text: {}, json: { requests: [good, { ...good, maxSize: 5, Expires: 60 }] } }),
    ({ details }: AppError) => {
      assert.match(details?.[0]?.message ?? '', /^`requests\[1\]\.maxSize` looks like a limit/)
      assert.equal(details?.[1]?.message, '`requests[1].Expires` is a name of S3’s own: `expires_in` is meant')
      return true
    },
  )
})

test('an empty parameter misleads nobody, so it is not an error', () => {
  const [signed, ...warnings] = ask({ ...good, versionId: '', max_size: '' })
  assert.equal(signed, 'signed')
  assert.equal(warnings.length, 2)
})

test('a synonym of a parameter that is present is only a warning', () => {
  assert.deepEqual(ask({ ...good, file: 'b.txt' }), ['signed', '`file` is ignored; did you mean `key_name`?'])
})

test('a name that is neither a parameter nor a limit is a warning, and is shown unless it may be a secret', () => {
  for (const name of ['utm_source', '_', 'cache_buster', 'a_rather_long_name_of_some_tool_or_other']) {
    assert.match(ask({ ...good, [name]: 'x' })[1] ?? '', new RegExp(`^\`${name}\` is ignored; `))
  }
  for (const name of [`at_${'x'.repeat(33)}`, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '<b>', 'a'.repeat(65)]) {
    assert.match(ask({ ...good, [name]: 'x' })[1] ?? '', /^A parameter with an unusual name is ignored; /)
  }
})
