import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdministration } from '../../test/samples/sample-administration.ts'
import { presetNames } from '../core/preset.ts'
import { readEndpoint } from '../core/read-endpoint.ts'
import { listStores } from './list-stores.ts'

async function list() {
  const administration = await createAdministration()
  const { stores } = await administration.run(listStores, {})
  await administration.close()
  return new Map(stores.map((store) => [store.preset, store]))
}

test('every store is in the list, and says where to create its keys', async () => {
  const stores = await list()

  assert.deepEqual([...stores.keys()], presetNames)
  for (const [name, { keys }] of stores) {
    assert.match(keys.where, /\S{3}.*[.:]/, name)
    if (keys.url !== undefined) assert.equal(new URL(keys.url).protocol, 'https:', name)
  }
})

test('an endpoint form with its fields filled in is recognized as an endpoint of that store', async () => {
  const examples: Record<string, string> = { region: 'eu-central-1', account: 'abc', place: 'ldn', number: '12' }
  for (const [name, { endpoints }] of await list()) {
    for (const { form, fields } of endpoints) {
      const region = name === 'spaces' || name === 'hetzner' || name === 'vultr' ? 'fra1' : 'eu-central-1'
      const filled = fields.reduce(
        (text, field) => text.replaceAll(`{${field}}`, field === 'region' ? region : (examples[field] ?? '')),
        form,
      )
      assert.ok(!filled.includes('{'), form)
      const reading = readEndpoint(filled)
      assert.ok(reading.kind === 'own' && reading.preset === name, `${filled}: ${JSON.stringify(reading)}`)
    }
  }
})

test('a store says which fields its usual endpoint has, and whether it needs one', async () => {
  const stores = await list()

  assert.deepEqual(stores.get('r2')?.endpoints[0], {
    form: 'https://{account}.r2.cloudflarestorage.com',
    fields: ['account'],
  })
  assert.match(stores.get('r2')?.account ?? '', /account ID/)
  const needs = (name: 'aws' | 'r2' | 'b2' | 'gcs' | 'minio') => stores.get(name)?.needsEndpoint
  assert.deepEqual(
    [needs('aws'), needs('b2'), needs('gcs'), needs('r2'), needs('minio')],
    [false, false, false, true, true],
  )
})

test('every store with an account in its endpoint says what the account is', async () => {
  for (const [name, { endpoints, account }] of await list()) {
    // AWS has an account only in its private endpoints.
    const hasAccount = name !== 'aws' && endpoints.some(({ fields }) => fields.includes('account'))
    assert.equal(account !== undefined, hasAccount, name)
  }
})
