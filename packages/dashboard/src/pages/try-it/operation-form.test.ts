import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OpenApiDocument, readOperations } from './operation-form.ts'

const document: OpenApiDocument = {
  paths: {
    '/awss3/multipart/{upload_id}': {
      get: {
        operationId: 'multipart_show',
        summary: 'List the parts',
        description: 'Lists them.',
        tags: ['Multipart'],
        'x-effect': 'read',
        parameters: [
          { name: 'upload_id', in: 'path', required: true, description: 'Its id', schema: { type: 'string' } },
          {
            name: 'type',
            in: 'query',
            required: false,
            schema: { type: 'string', enum: ['get', 'head'], default: 'get', allOf: [{ example: 'head' }] },
          },
          {
            name: 'metadata',
            in: 'query',
            required: false,
            schema: { type: 'object', allOf: [{ example: { invoice: '42' } }] },
          },
          { name: 'redirect', in: 'query', required: false, schema: { type: 'boolean' } },
        ],
      },
    },
    '/awss3/upload-form': {
      post: {
        ...{ operationId: 'upload_form', summary: 'Sign a form', description: '', tags: ['Upload'] },
        ...{ 'x-effect': 'sign', parameters: [] },
        requestBody: {
          content: {
            'application/json': {
              schema: {
                required: ['max_bytes'],
                properties: {
                  max_bytes: { type: 'integer', minimum: 0, maximum: 10, description: 'The most' },
                  success_status: { type: 'integer', enum: [200, 204], default: 204 },
                  allow: { type: 'array', items: { type: 'string' } },
                  parts: { type: 'array', items: { type: 'object' } },
                },
              },
            },
          },
        },
      },
    },
    '/awss3/signed-urls': {
      post: {
        ...{ operationId: 'signed_urls', summary: 'Sign many', description: '', tags: ['Sign'] },
        ...{ 'x-effect': 'sign', parameters: [] },
        requestBody: {
          content: {
            'application/json': {
              schema: {
                required: ['requests'],
                properties: { requests: { type: 'array', items: { type: 'object' } } },
                allOf: [{ example: { requests: [{ key_name: 'a' }] } }],
              },
            },
          },
        },
      },
    },
  },
}

const [show, form, batch] = readOperations(document)

test('a form has the operation and its effect', () => {
  assert.equal(show?.name, 'multipart_show')
  assert.equal(show?.method, 'GET')
  assert.equal(show?.category, 'Multipart')
  assert.equal(show?.effect, 'read')
})

test('each parameter becomes a field of its kind, with its place', () => {
  assert.deepEqual(
    show?.fields.map(({ name, place, kind, isRequired }) => [name, place, kind, isRequired]),
    [
      ['upload_id', 'path', 'text', true],
      ['type', 'query', 'choice', false],
      ['metadata', 'query', 'map', false],
      ['redirect', 'query', 'boolean', false],
    ],
  )
  assert.deepEqual(show?.fields[1]?.choices, ['get', 'head'])
  assert.equal(show?.fields[1]?.fallback, 'get')
  assert.equal(show?.fields[1]?.example, 'head')
  assert.equal(show?.fields[2]?.example, '{"invoice":"42"}')
})

test('each field of a body of plain values, lists and optional objects becomes a field', () => {
  assert.deepEqual(
    form?.fields.map(({ name, place, kind, isNumber, isRequired }) => [name, place, kind, isNumber, isRequired]),
    [
      ['max_bytes', 'body', 'number', true, true],
      ['success_status', 'body', 'choice', true, false],
      ['allow', 'body', 'list', false, false],
      ['parts', 'body', 'json', false, false],
    ],
  )
  assert.equal(form?.fields[0]?.max, 10)
  assert.equal(form?.bodyExample, undefined)
})

test('a body that needs a list of objects is entered as a whole', () => {
  assert.deepEqual(batch?.fields, [])
  assert.deepEqual(JSON.parse(batch?.bodyExample ?? ''), { requests: [{ key_name: 'a' }] })
})
