import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Credential } from './credential-values.ts'
import { listConsequences } from './removal-consequences.ts'

const token = (name: string, isBound = false) => ({ id: `tok_${name}`, name, isBound })
const unused = { usedBy: [], usedByCount: 0, openUploads: 0, isDefault: false } as unknown as Credential

test('tokens that stop signing are named, separately from those that are removed with it', () => {
  const text = listConsequences({ ...unused, usedBy: [token('shop'), token('box', true)], usedByCount: 2 }).join('\n')

  assert.match(text, /use nothing else: box\./)
  assert.match(text, /sign with it: shop\./)
})

test('many tokens are counted', () => {
  const usedBy = Array.from({ length: 50 }, (_, index) => token(`t${index}`))

  assert.match(listConsequences({ ...unused, usedBy, usedByCount: 120 }).join('\n'), /t9 and 110 more/)
})

test('the consequences say if nobody uses a credential, and what its removal means', () => {
  const text = listConsequences({ ...unused, isDefault: true, openUploads: 3 }).join('\n')

  assert.match(text, /No token signs with it/)
  assert.match(text, /no default credential/)
  assert.match(text, /^3 open multipart uploads/m)
})
