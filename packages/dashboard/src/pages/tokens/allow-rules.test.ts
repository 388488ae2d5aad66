import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeRule, readRule, readRuleLines, suggestRules } from './allow-rules.ts'

for (const text of [
  'upload:my-bucket/incoming/*',
  'download:my-bucket/report.pdf',
  '*:assets-*/*',
  'download:*',
  'list:my-bucket/users/42/*',
  'delete:my-bucket/a:b/c*',
]) {
  test(`${text} becomes a row, and the row the same rule`, () => {
    const row = readRule(text)

    assert.ok(row)
    assert.equal(composeRule(row), text)
  })
}

for (const text of ['', 'upload', 'fetch:my-bucket/*', 'upload:my-bucket', ':my-bucket/*']) {
  test(`"${text}" is not a rule`, () => {
    assert.equal(readRule(text), undefined)
  })
}

test('a rule for listing is always written with a prefix', () => {
  assert.equal(composeRule({ action: 'list', bucket: 'my-bucket', key: 'a', isPrefix: false }), 'list:my-bucket/a*')
})

const two = ['upload:my-bucket/*', 'download:*']
for (const [kind, pasted] of [
  ['lines', 'upload:my-bucket/*\r\n\n  download:* \n'],
  ['options of the command', '--allow "upload:my-bucket/*" \\\n  --allow=\'download:*\''],
  ['a list of JSON', '["upload:my-bucket/*", "download:*"]'],
  ['a list of JSON in lines', '[\n  "upload:my-bucket/*",\n  "download:*"\n]'],
] as const) {
  test(`rules are pasted as ${kind}`, () => {
    assert.deepEqual(readRuleLines(pasted), two)
  })
}

test('suggested rules allow only the key, or all keys in its folder', () => {
  const asked = { action: 'upload', bucket: 'b', key: 'in/k.png' } as const

  const rules = suggestRules(asked, ['download:b/*']).map(({ rule }) => rule)

  assert.deepEqual(rules, ['upload:b/in/k.png', 'upload:b/in/*'])
  assert.deepEqual(
    suggestRules(asked, ['download:b/*']).map(({ allow }) => allow[0]),
    ['download:b/*', 'download:b/*'],
  )
})

test('a token without rules keeps its permissions when it gets its first rule', () => {
  const [listing] = suggestRules({ action: 'list', bucket: 'b', key: '' }, undefined)

  assert.deepEqual(listing?.allow, ['*:*', 'list:b/*'])
})
