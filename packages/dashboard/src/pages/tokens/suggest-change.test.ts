import assert from 'node:assert/strict'
import { test } from 'node:test'
import { suggestChanges } from './suggest-change.ts'

const question = { action: 'upload', bucket: 'my-bucket', key: 'k.png' } as const
const refused = { isAllowed: false, code: 'token_not_allowed' }

test('a rule is suggested if none covers the request', () => {
  const labels = suggestChanges(question, { allow: ['download:*'] }, refused).map(({ label }) => label)

  assert.deepEqual(labels, ['Add the rule upload:my-bucket/k.png', 'Add the rule upload:my-bucket/*'])
})

for (const [field, asked, limits, changed] of [
  ['ACL', { acl: 'public-read' }, { acls: ['private'] }, { acls: ['private', 'public-read'] }],
  ['size', { size: 2000 }, { maxBytes: 1000 }, { maxBytes: 2000 }],
  ['lifetime', { expiresInSeconds: 7200 }, { maxExpiresInSeconds: 60 }, { maxExpiresInSeconds: 7200 }],
  [
    'content type',
    { contentType: 'Image/PNG; a=b' },
    { contentTypes: ['text/*'] },
    { contentTypes: ['text/*', 'image/png'] },
  ],
] as const) {
  test(`if the ${field} is the obstacle, a change of it is suggested`, () => {
    const suggestions = suggestChanges({ ...question, ...asked }, limits, { ...refused, rule: undefined })

    assert.deepEqual(
      suggestions.map((suggestion) => suggestion.limits),
      [changed],
    )
  })
}

test('nothing is suggested if no change of the token helps', () => {
  assert.deepEqual(suggestChanges(question, {}, { isAllowed: false, code: 'no_credential' }), [])
  assert.deepEqual(suggestChanges(question, {}, { isAllowed: true }), [])
})
