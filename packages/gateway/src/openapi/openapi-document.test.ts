import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { cannedAcls } from '@signpost/presign'
import { echoParts } from '../../test/samples/echo-parts.ts'
import { errorTable } from '../core/error-table.ts'
import { operations } from '../operations/registry.ts'
import { buildDefinitionDocument } from './definition-document.ts'
import { buildOpenApiDocument } from './openapi-document.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly description: string
  readonly example?: unknown
  readonly schema: Readonly<Record<string, unknown>> & { readonly allOf: readonly [Filling] }
}

interface Filling {
  readonly default: unknown
  readonly example: unknown
}

interface Item {
  readonly operationId: string
  readonly parameters: readonly Parameter[]
  readonly responses: object
}

interface Document {
  readonly openapi: string
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item>>>>
}

const options = { publicUrl: undefined, version: '1.2.3' }
const withPathParams = [...operations, echoParts]
const openapi = buildOpenApiDocument(withPathParams, 'new', options) as unknown as Document
const definition = buildDefinitionDocument(withPathParams, options) as unknown as Document

for (const [name, document, version] of [
  ['openapi', openapi, '3.1'],
  ['definition', definition, '3.0'],
] as const) {
  test(`${name} is a valid OpenAPI ${version} document`, async () => {
    const validator = new Validator()

    const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(document)))

    assert.equal(valid, true, JSON.stringify(errors))
    assert.equal(validator.version, version)
    // Every reference can be resolved; otherwise, this throws.
    assert.equal(JSON.stringify(validator.resolveRefs()).includes('"$ref"'), false)
  })

  test(`${name} lists for every operation each status that it can answer with`, () => {
    const always = ['200', '400', '401', '403', '404', '429', '500', '503', 'default']
    const items = listItems(document)
    assert.equal(items.length, withPathParams.length)
    for (const { operationId, responses } of items) {
      const operation = withPathParams.find(({ name }) => name === operationId) ?? assert.fail()
      const { effect, input, canRedirect, errors = [] } = operation
      const ofBody = input.body === undefined ? [] : ['413', '415']
      const ofStore = effect === 'sign' || effect === 'none' ? [] : ['502', '504']
      const ofRedirect = canRedirect === true ? ['302'] : []
      const own = errors.map((code) => String(errorTable[code].status))
      const expected = new Set([...always, ...ofRedirect, ...ofBody, ...ofStore, ...own])
      assert.deepEqual(Object.keys(responses), [...expected].sort())
    }
  })

  test(`${name} describes every parameter`, () => {
    for (const { parameters: described } of listItems(document)) {
      for (const parameter of described) {
        assert.ok(parameter.description, parameter.name)
        assert.equal(typeof parameter.schema.type, 'string', parameter.name)
      }
    }
  })

  test(`${name} has an example of every parameter, and of an optional one only where no tool sends it automatically`, () => {
    for (const { name: parameter, required, example, schema } of listItems(document).flatMap(
      (item) => item.parameters,
    )) {
      const [filling] = schema.allOf
      assert.notEqual(filling.example, undefined, parameter)
      assert.equal(example, required ? filling.example : undefined, parameter)
      assert.deepEqual(filling.default, required ? filling.example : (schema.default ?? ''), parameter)
    }
  })

  test(`${name} has the bounds, values and defaults of the parameters`, () => {
    const { parameters } = document.paths['/awss3/signed-url']?.get ?? { parameters: [] }
    const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]))

    const { allOf: _, ...bucket } = byName.get('bucket')?.schema ?? assert.fail()
    assert.deepEqual(bucket, {
      type: 'string',
      minLength: 3,
      maxLength: 222,
      pattern: '^[a-z0-9][a-z0-9._-]*[a-z0-9]$',
    })
    const { allOf: __, ...key } = byName.get('key_name')?.schema ?? assert.fail()
    assert.deepEqual(key, { type: 'string', minLength: 1, maxLength: 1024 })
    assert.deepEqual(byName.get('type')?.schema.enum, ['upload', 'get', 'head', 'delete'])
    assert.equal(byName.get('type')?.schema.default, 'get')
    assert.equal(byName.get('acl')?.schema.default, 'private')
    assert.deepEqual(byName.get('acl')?.schema.enum, cannedAcls)
    const { type, minimum, maximum, default: usual } = byName.get('expires_in')?.schema ?? assert.fail()
    assert.deepEqual({ type, minimum, maximum, usual }, { type: 'integer', minimum: 1, maximum: 604_800, usual: 300 })
    assert.deepEqual([byName.get('bucket')?.required, byName.get('expires_in')?.required], [true, false])
  })

  test(`${name} knows both ways to send the token`, () => {
    assert.deepEqual(document.security, [{ bearerAuth: [] }, { apiToken: [] }])
  })
}

test('a path parameter stays in the path in the new format, and is a query parameter in the old one', () => {
  const inNew = openapi.paths['/awss3/echo/{upload_id}/parts']?.get?.parameters[0]
  const inOld = definition.paths['/awss3/echo/upload_id/parts']?.get?.parameters[0]

  assert.deepEqual([inNew?.name, inNew?.in, inNew?.required], ['upload_id', 'path', true])
  assert.deepEqual([inOld?.name, inOld?.in, inOld?.required], ['upload_id', 'query', true])
})

test('the server is the public URL, or else the origin that the document came from', () => {
  const publicUrl = 'https://sign.example.com'

  assert.deepEqual(openapi.servers, [{ url: '/' }])
  assert.deepEqual(buildOpenApiDocument(operations, 'new', { ...options, publicUrl }).servers, [{ url: publicUrl }])
})

test('the example of a bad request says what the gate really says', () => {
  const text = JSON.stringify(openapi.paths['/awss3/signed-url/for-fetch'])

  assert.match(text, /`expires_in` must be a whole number of seconds from 1 to 604800/)
})

function listItems({ paths }: Document): Item[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods))
}
