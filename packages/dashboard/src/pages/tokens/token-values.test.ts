import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyToken, type Token, toCreateInput, toSetInput, toTokenValues } from './token-values.ts'

const token: Token = {
  id: 'tok_1',
  name: 'website',
  state: 'active',
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: '2027-01-31T18:05:30.500Z',
  limits: { allow: ['upload:my-bucket/in/*'], maxBytes: 5_000_000, contentTypes: ['image/*'], rate: '5/s' },
}

test('an untouched form changes nothing, not even the seconds of the expiry', () => {
  assert.deepEqual(toSetInput(token, toTokenValues(token)), { id: 'tok_1' })
})

test('only fields that differ are changed, and emptied fields are removed', () => {
  const values = { ...toTokenValues(token), name: 'shop', rate: '', maxBytes: undefined, acls: ['public-read'] }

  assert.deepEqual(toSetInput(token, values), {
    id: 'tok_1',
    name: 'shop',
    acls: ['public-read'],
    remove: ['maxBytes', 'rate'],
  })
})

test('a token that is widened to everything loses its rules', () => {
  assert.deepEqual(toSetInput(token, { ...toTokenValues(token), isNarrowed: false }), {
    id: 'tok_1',
    remove: ['allow'],
  })
})

test('a token is created from the rows, or from the text', () => {
  const rows = [{ action: 'upload', bucket: 'my-bucket', key: 'in/', isPrefix: true } as const]
  const values = { ...emptyToken, name: ' website ', rows }

  assert.deepEqual(toCreateInput(values), { name: 'website', allow: ['upload:my-bucket/in/*'] })
  assert.deepEqual(toCreateInput({ ...values, isText: true, text: 'download:*\n' }), {
    name: 'website',
    allow: ['download:*'],
  })
})

test('entries that were typed into one field are split', () => {
  const values = { ...emptyToken, name: 'a', isNarrowed: false, contentTypes: ['image/png, image/jpeg', 'text/csv'] }

  assert.deepEqual(toCreateInput(values).contentTypes, ['image/png', 'image/jpeg', 'text/csv'])
})

test('a rule that cannot be a row stays text', () => {
  const { isText, text } = toTokenValues({ name: 'a', limits: { allow: ['odd'] } })

  assert.deepEqual({ isText, text }, { isText: true, text: 'odd' })
})
