import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildRequest, type FormValues } from './build-request.ts'
import type { Field, OperationForm } from './operation-form.ts'

const plain: Field = {
  ...{ name: '', place: 'query', kind: 'text', isNumber: false, isRequired: false, description: '' },
  ...{ choices: [], fallback: undefined, example: '' },
}

function createForm(method: OperationForm['method'], path: string, fields: readonly Partial<Field>[]): OperationForm {
  return {
    ...{ name: 'x', method, path, category: '', summary: '', description: '', effect: 'read', bodyExample: undefined },
    fields: fields.map((field) => ({ ...plain, ...field })),
  }
}

function build(form: OperationForm, values: FormValues) {
  const built = buildRequest(form, values)
  assert.ok('request' in built, JSON.stringify(built))
  return built.request
}

test('path, query and map are placed correctly, and empty fields are omitted', () => {
  const form = createForm('GET', '/awss3/multipart/{upload_id}', [
    { name: 'upload_id', place: 'path', isRequired: true },
    { name: 'bucket' },
    { name: 'metadata', kind: 'map' },
    { name: 'acl' },
  ])
  const metadata = [
    ['a', '1'],
    ['', ''],
    ['ü', ''],
  ] as const

  assert.deepEqual(build(form, { upload_id: 'a/b?', bucket: 'my-bucket', metadata, acl: '' }), {
    method: 'GET',
    path: '/awss3/multipart/a%2Fb%3F',
    query: [
      ['bucket', 'my-bucket'],
      ['metadata[a]', '1'],
      ['metadata[ü]', ''],
    ],
  })
})

test('a body has the types of JSON', () => {
  const body = [
    { name: 'size', kind: 'number', isNumber: true },
    { name: 'success_status', kind: 'choice', isNumber: true },
    { name: 'flag', kind: 'boolean' },
    { name: 'allow', kind: 'list' },
    { name: 'tags', kind: 'map' },
    { name: 'parts', kind: 'json' },
    { name: 'note' },
  ] as const
  const form = createForm(
    'POST',
    '/x',
    body.map((field) => ({ ...field, place: 'body' })),
  )

  const { body: sent } = build(form, {
    ...{ size: '12', success_status: '201', flag: 'false', allow: ['a', ''], tags: [['k', 'v']] },
    ...{ parts: '[{"part_number": 1}]', note: '12' },
  })

  assert.deepEqual(sent, {
    ...{ size: 12, success_status: 201, flag: false, allow: ['a'], tags: { k: 'v' } },
    ...{ parts: [{ part_number: 1 }], note: '12' },
  })
})

test('an invalid number is sent unchanged, so that the gateway reports it', () => {
  const form = createForm('POST', '/x', [{ name: 'size', place: 'body', kind: 'number', isNumber: true }])

  assert.deepEqual(build(form, { size: 'many' }).body, { size: 'many' })
  assert.deepEqual(build(form, { size: '99999999999999999999' }).body, { size: '99999999999999999999' })
})

test('an operation without fields has an empty body', () => {
  assert.deepEqual(build(createForm('POST', '/x', []), {}).body, {})
})

test('missing required values and invalid JSON are reported at their fields', () => {
  const form = createForm('POST', '/x', [
    { name: 'bucket', place: 'body', isRequired: true },
    { name: 'parts', place: 'body', kind: 'json' },
  ])

  const built = buildRequest(form, { bucket: '', parts: '{' })

  assert.ok('problems' in built)
  assert.deepEqual(
    built.problems.map(({ parameter, message }) => [parameter, message.split(':')[0]]),
    [
      ['bucket', '`bucket` is required'],
      ['parts', 'This is not JSON'],
    ],
  )
})

test('a body that is entered as a whole is sent unchanged', () => {
  const form = { ...createForm('POST', '/x', []), bodyExample: '{}' }

  assert.deepEqual(build(form, { body: '{"requests":[{}]}' }).body, { requests: [{}] })
  assert.ok('problems' in buildRequest(form, { body: '' }))
})
