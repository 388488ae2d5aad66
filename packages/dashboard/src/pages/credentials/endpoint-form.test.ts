import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeEndpoint, matchEndpoint, showEndpoint } from './endpoint-form.ts'

const r2 = [
  { form: 'https://{account}.r2.cloudflarestorage.com', fields: ['account'] },
  { form: 'https://{account}.eu.r2.cloudflarestorage.com', fields: ['account'] },
]
const idrive = { form: 'https://{account}.{place}.idrivee2-{number}.com', fields: ['account', 'place', 'number'] }
const fixed = { form: 'https://t3.storage.dev', fields: [] }

test('an endpoint is composed when every field has a value', () => {
  const values = { account: ' a1b2 ', place: 'ldn', number: '3' }

  assert.equal(composeEndpoint(idrive, values), 'https://a1b2.ldn.idrivee2-3.com')
  assert.equal(composeEndpoint(idrive, { ...values, place: ' ' }), undefined)
  assert.equal(composeEndpoint(fixed, {}), 'https://t3.storage.dev')
})

test('missing parts are shown in capitals', () => {
  assert.equal(showEndpoint(idrive, { place: 'ldn' }), 'https://ACCOUNT.ldn.idrivee2-NUMBER.com')
})

for (const [pasted, index, values] of [
  ['https://a1b2.r2.cloudflarestorage.com', 0, { account: 'a1b2' }],
  ['a1b2.eu.r2.cloudflarestorage.com/', 1, { account: 'a1b2' }],
] as const) {
  test(`${pasted} is split into its parts`, () => {
    const match = matchEndpoint(r2, pasted)

    assert.equal(match?.index, index)
    assert.deepEqual(match?.values, values)
  })
}

test('an endpoint of another store matches none of the forms', () => {
  assert.equal(matchEndpoint(r2, 'https://s3.eu-central-1.wasabisys.com'), undefined)
  assert.equal(matchEndpoint(r2, 'a1b2'), undefined)
  assert.equal(matchEndpoint([fixed], 'https://t3xstorage.dev'), undefined)
  assert.equal(matchEndpoint([fixed], 'https://t3.storage.dev')?.index, 0)
})
