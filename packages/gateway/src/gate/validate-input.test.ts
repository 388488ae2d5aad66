import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { anyCharacter } from '../../../presign/test/any-character.ts'
import { AppError } from '../core/app-error.ts'
import { keyParam } from '../operations/object-params.ts'
import { mergeInput } from '../operations/operation.ts'
import { signedUrl } from '../operations/signed-url.ts'
import { compileInputValidator, type RawInput } from './validate-input.ts'

const validateInput = compileInputValidator(mergeInput(signedUrl))
const validate = (text: RawInput['text']) => validateInput({ text })
const good = { bucket: 'my-bucket', key_name: 'a.txt' }

test('text is converted to the type of the schema', () => {
  const { params, warnings } = validate({ ...good, expires_in: '600', type: 'upload' })

  assert.deepEqual(params, { ...good, expires_in: 600, type: 'upload' })
  assert.deepEqual(warnings, [])
})

test('JSON values are used unchanged', () => {
  assert.equal(validateInput({ text: {}, json: { ...good, expires_in: 600 } }).params.expires_in, 600)
  assert.match(refuseJson({ ...good, bucket: 5 }), /^bucket: `bucket` must/)
  assert.match(refuseJson({ ...good, key_name: null }), /^key_name: `key_name` must/)
  assert.match(refuseJson({ ...good, expires_in: 1.5 }), /whole number/)
  assert.match(refuseJson({ ...good, expires_in: { $gt: 0 } }), /whole number/)
})

test('text and JSON form one request: a name that occurs in both counts as sent twice', () => {
  const json = { key_name: 'a.txt', expires_in: 60 }
  assert.deepEqual(validateInput({ text: { bucket: 'my-bucket' }, json }).params, { bucket: 'my-bucket', ...json })
  assert.equal(
    refuseJson(json, { bucket: 'my-bucket', key_name: 'a.txt' }),
    'key_name: `key_name` is given 2 times; give it once',
  )
})

const entry = Type.Object({ key_name: keyParam, seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })) })
const listing = compileInputValidator(
  Type.Object({
    requests: Type.Array(entry, { minItems: 1, maxItems: 1000 }),
    replace: Type.Optional(Type.Boolean()),
  }),
)

test('a problem inside a list is reported with its place', () => {
  const requests = Array.from({ length: 20 }, () => ({ key_name: 'a.txt' }) as Record<string, unknown>)
  requests[3] = {}
  requests[17] = { key_name: '../a', seconds: 10 }
  assert.deepEqual(
    refuseWith(listing, { text: {}, json: { requests, replace: 1 } })
      .split('\n')
      .map((line) => line.split(': ')[0]),
    ['requests[3].key_name', 'requests[17].key_name', 'requests[17].seconds', 'replace'],
  )
  assert.match(
    refuseWith(listing, { text: {}, json: { requests } }),
    /^requests\[3\].key_name: `requests\[3\].key_name` is required: key of the object/,
  )
  assert.equal(
    refuseWith(listing, { text: {}, json: { requests: 'a' } }),
    'requests: `requests` must be a list of 1 to 1000 entries',
  )
  assert.equal(
    refuseWith(listing, { text: {}, json: { requests: [7] } }),
    'requests[0]: `requests[0]` must be an object',
  )
  assert.equal(
    refuseWith(listing, { text: { replace: 'yes' }, json: { requests: [{ key_name: 'a' }] } }),
    'replace: `replace` must be true or false',
  )
})

test('an unknown parameter inside a list is a warning with its place', () => {
  const { params, warnings } = listing({ text: { replace: 'true' }, json: { requests: [{ key_name: 'a', color: 5 }] } })
  assert.equal(params.replace, true)
  assert.deepEqual(warnings, ['`requests[0].color` is ignored; the parameters are key_name, seconds'])
})

test('of many unknown parameters ten are named, and too many are refused', () => {
  const make = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`p${index}`, '1']))
  const { warnings } = validate({ ...good, ...make(100) })
  assert.equal(warnings.length, 11)
  assert.equal(warnings.at(-1), '90 more parameters are ignored')
  const message =
    /^The request has 4850 unknown parameters; at most 100 are accepted\. The known parameters are bucket, key_name, /
  assert.throws(() => validate({ ...good, ...make(4850) }), { code: 'invalid_request', message })
})

test('every problem is listed, in the order of the schema', () => {
  const problems = refuse({ expires_in: 'x', acl: 'everyone', type: 'remove', key_name: '../a' }).split('\n')

  assert.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    ['bucket', 'key_name', 'type', 'acl', 'expires_in'],
  )
})

test('the error for a missing parameter says what it means', () => {
  assert.match(refuse({ bucket: 'my-bucket' }), /^key_name: `key_name` is required: key of the object/)
  assert.match(refuse({ key_name: 'a' }), /^bucket: `bucket` is required: name of the bucket/)
})

test('the error says when a parameter is sent more than once, or empty', () => {
  assert.equal(refuse({ ...good, bucket: ['a', 'b', 'c'] }), 'bucket: `bucket` is given 3 times; give it once')
  assert.equal(refuse({ ...good, type: ['get', 'get'] }), 'type: `type` is given 2 times; give it once')
  assert.match(refuse({ ...good, bucket: '' }), /^bucket: `bucket` is empty: it must be/)
  assert.match(refuse({ ...good, key_name: '' }), /^key_name: `key_name` is empty: it must be/)
})

test('optional fields sent empty', () => {
  const { params, warnings } = validate({ ...good, type: '', acl: '', expires_in: '', credential: '' })
  assert.deepEqual(params, good)
  assert.deepEqual(warnings, [])
  assert.deepEqual(validateInput({ text: {}, json: { ...good, acl: '', expires_in: null } }).params, good)
  // An absent parameter does not count as sent twice.
  assert.equal(validateInput({ text: { acl: '' }, json: { ...good, acl: 'private' } }).params.acl, 'private')
})

test('optional fields sent empty, inside a list', () => {
  const { params } = listing({ text: {}, json: { requests: [{ key_name: 'a', seconds: '' }], replace: null } })
  assert.deepEqual(params, { requests: [{ key_name: 'a' }] })
  assert.match(
    refuseWith(listing, { text: {}, json: { requests: [{ key_name: '' }] } }),
    /^requests\[0\].key_name: `requests\[0\].key_name` is empty/,
  )
})

for (const { name, warning } of [
  { name: 'credental', warning: '`credental` is ignored; did you mean `credential`?' },
  { name: 'color', warning: /^`color` is ignored; the parameters are bucket, key_name, type, acl, expires_in/ },
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

test('any input passes, or is refused with details about known parameters', () => {
  const text = fc.oneof(fc.string({ unit: anyCharacter }), fc.array(fc.string(), { minLength: 2 }))
  const known = fc.constantFrom('bucket', 'key_name', 'type', 'acl', 'expires_in')
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(known, fc.string()), text),
      fc.dictionary(known, fc.jsonValue()),
      (text, json) => {
        try {
          validateInput({ text, json: json as Record<string, unknown> })
        } catch (error) {
          assert.ok(error instanceof AppError && error.code === 'invalid_request')
          assert.ok((error.details?.length ?? 0) > 0)
          for (const { parameter, message } of error.details ?? []) assert.ok(message.startsWith(`\`${parameter}\``))
        }
      },
    ),
  )
})

function refuse(text: RawInput['text']): string {
  return refuseWith(validateInput, { text })
}

function refuseJson(json: Record<string, unknown>, text: RawInput['text'] = {}): string {
  return refuseWith(validateInput, { text, json })
}

function refuseWith(validator: typeof validateInput, raw: RawInput): string {
  try {
    validator(raw)
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid_request')
    return (error.details ?? []).map(({ parameter, message }) => `${parameter}: ${message}`).join('\n')
  }
  return assert.fail('It passed')
}
