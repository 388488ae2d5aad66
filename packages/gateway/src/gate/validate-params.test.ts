import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppError } from '../core/app-error.ts'
import { signedUrl } from '../operations/signed-url.ts'
import { compileParamsValidator, type RawParams } from './validate-params.ts'

const validate = compileParamsValidator(signedUrl.params)
const good = { bucket: 'my-bucket', key_name: 'a.txt' }

test('text is converted to what the schema says', () => {
  const { params, warnings } = validate({ ...good, expires_in: '600', type: 'upload' })

  assert.deepEqual(params, { ...good, expires_in: 600, type: 'upload' })
  assert.deepEqual(warnings, [])
})

test('JSON values are taken as they are', () => {
  assert.equal(validate({ ...good, expires_in: 600 }).params.expires_in, 600)
  assert.match(refuse({ ...good, bucket: 5 }), /^bucket: `bucket` must/)
  assert.match(refuse({ ...good, key_name: null }), /^key_name: `key_name` must/)
  assert.match(refuse({ ...good, expires_in: 1.5 }), /whole number/)
  assert.match(refuse({ ...good, expires_in: { $gt: 0 } }), /whole number/)
})

test('every problem is listed, in the order of the schema', () => {
  const problems = refuse({ expires_in: 'x', acl: 'everyone', type: 'delete', key_name: '../a' }).split('\n')

  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    ['bucket', 'key_name', 'type', 'acl', 'expires_in'],
  )
})

test('a missing parameter is named with what it means', () => {
  assert.match(refuse({ bucket: 'my-bucket' }), /^key_name: `key_name` is required: key of the object/)
  assert.match(refuse({ key_name: 'a' }), /^bucket: `bucket` is required: name of the bucket/)
})

test('a parameter that is given more than once, or empty, is told as such', () => {
  assert.equal(refuse({ ...good, bucket: ['a', 'b', 'c'] }), 'bucket: `bucket` is given 3 times; give it once')
  assert.equal(refuse({ ...good, type: ['get', 'get'] }), 'type: `type` is given 2 times; give it once')
  assert.match(refuse({ ...good, bucket: '' }), /^bucket: `bucket` is empty: it must be/)
  assert.match(refuse({ ...good, key_name: '' }), /^key_name: `key_name` is empty: it must be/)
  assert.match(refuse({ ...good, expires_in: '' }), /^expires_in: `expires_in` is empty: it must be a whole number/)
  assert.match(refuse({ ...good, type: '' }), /^type: `type` is empty: it must be one of upload, get/)
})

for (const { name, warning } of [
  { name: 'expire_in', warning: '`expire_in` is ignored; did you mean `expires_in`?' },
  { name: 'Bucket', warning: '`Bucket` is ignored; did you mean `bucket`?' },
  { name: 'prefix', warning: /^`prefix` is ignored; the parameters are bucket, key_name, type, acl, expires_in/ },
  { name: '<script>', warning: /^A parameter with an unusual name is ignored; / },
  { name: `at_${'x'.repeat(33)}`, warning: /^A parameter with an unusual name is ignored; / },
  { name: '__proto__', warning: /^`__proto__` is ignored; / },
  { name: '', warning: /^A parameter with an unusual name is ignored; / },
]) {
  test(`the unknown parameter "${name}" is a warning`, () => {
    const { params, warnings } = validate(Object.assign(Object.create(null), good, { [name]: 'value-of-it' }))

    assert.deepEqual(params, good)
    assert.equal(warnings.length, 1)
    if (typeof warning === 'string') assert.equal(warnings[0], warning)
    else assert.match(warnings[0] ?? '', warning)
    assert.ok(!warnings[0]?.includes('value-of-it'))
  })
}

test('whatever is sent, it passes or is refused with details of known parameters', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.integer(), fc.constant(null))
  const known = fc.constantFrom('bucket', 'key_name', 'type', 'acl', 'expires_in')
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(known, fc.string()), value), (raw) => {
      try {
        validate(raw)
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'invalid_request')
        assert.ok((error.details?.length ?? 0) > 0)
        for (const { parameter, message } of error.details ?? []) assert.ok(message.startsWith(`\`${parameter}\``))
      }
    }),
  )
})

function refuse(raw: RawParams): string {
  try {
    validate(raw)
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request')
    return (error.details ?? []).map(({ parameter, message }) => `${parameter}: ${message}`).join('\n')
  }
  return assert.fail('It passed')
}
