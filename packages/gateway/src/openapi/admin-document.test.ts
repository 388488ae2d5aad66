import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { acts } from '../admin/registry.ts'
import { buildAdminDocument } from './admin-document.ts'

interface Item {
  readonly operationId: string
  readonly requestBody?: object
  readonly 'x-role': string
  readonly responses: Readonly<Record<string, object>>
}

const document = JSON.parse(JSON.stringify(buildAdminDocument(acts, { publicUrl: undefined, version: '1.2.3' }))) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item>>>>
}

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document))

  assert.ok(valid, JSON.stringify(errors))
})

test('the document has every act of the registry, with its role, its method, and whether it has to be confirmed', () => {
  const items = Object.values(document.paths)
    .flatMap((methods) => Object.entries(methods))
    .slice(0, -2)

  assert.deepEqual(
    items.map(([, { operationId }]) => operationId),
    acts.map(({ name }) => name),
  )
  for (const [index, [method, item]] of items.entries()) {
    const act = acts[index] ?? assert.fail()
    assert.equal(item['x-role'], act.role)
    assert.equal(method === 'post', act.effect !== 'read' || act.inBody === true, act.name)
    assert.equal(item.requestBody !== undefined, method === 'post')
    const isConfirmed = JSON.stringify(item.responses[403]).includes('ForbiddenOrUnconfirmed')
    assert.equal(isConfirmed, act.confirms === true)
  }
})

test('no schema says that a value is in epoch milliseconds, or null', () => {
  assert.doesNotMatch(JSON.stringify(document), /epoch milliseconds|"null"/)
})
