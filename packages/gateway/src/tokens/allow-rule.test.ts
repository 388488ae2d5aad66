import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBucketProblem, findKeyProblem } from '@signpost/presign'
import fc from 'fast-check'
import { anyCharacter } from '../../../presign/test/any-character.ts'
import type { Access } from '../core/access.ts'
import { actions } from '../core/actions.ts'
import { coverRule, coversAccess, findAllowRuleProblem, formatAllowRule, parseAllowRule } from './allow-rule.ts'

for (const { rule, covers, leavesOut } of [
  {
    rule: 'upload:my-bucket/incoming/*',
    covers: ['upload my-bucket incoming/a', 'upload my-bucket incoming/a/b', 'upload my-bucket incoming/'],
    leavesOut: [
      'download my-bucket incoming/a',
      'upload my-bucket incoming',
      'upload my-bucket incominga',
      'upload my-bucket Incoming/a',
      'upload my-bucket x/incoming/a',
      'upload my-bucket-2 incoming/a',
    ],
  },
  { rule: 'download:*', covers: ['download bkt k', 'download other a/b/c'], leavesOut: ['upload bkt k'] },
  { rule: '*:*', covers: ['download bkt k', 'upload bkt k'], leavesOut: ['list bkt k', 'delete bkt k'] },
  { rule: 'list:bkt/k*', covers: ['list bkt k', 'list bkt k/'], leavesOut: ['list bkt j', 'download bkt k'] },
  { rule: 'delete:*', covers: ['delete bkt k'], leavesOut: ['upload bkt k', 'list bkt k'] },
  {
    rule: '*:assets-*/*',
    covers: ['upload assets-eu a', 'download assets- a/b'],
    leavesOut: ['upload assets a', 'upload my-assets-eu a'],
  },
  { rule: 'download:bkt/exactly.txt', covers: ['download bkt exactly.txt'], leavesOut: ['download bkt exactly.txt2'] },
  { rule: 'download:dw_export/*', covers: ['download dw_export a'], leavesOut: ['download dw-export a'] },
  { rule: 'download:bkt//*', covers: ['download bkt /a', 'download bkt /'], leavesOut: ['download bkt a'] },
  {
    rule: 'upload:bkt/img*',
    covers: ['upload bkt img', 'upload bkt img.png', 'upload bkt img/a'],
    leavesOut: ['upload bkt im'],
  },
  { rule: 'upload:bkt/a:bkt/*', covers: ['upload bkt a:bkt/c'], leavesOut: ['upload bkt a/c'] },
]) {
  test(`${rule} covers exactly what it says`, () => {
    const parsed = parseAllowRule(rule)
    assert.equal(formatAllowRule(parsed), rule.replace(/:\*\/\*$/, ':*'))
    for (const access of covers) assert.equal(coversAccess(parsed, readAccess(access)), true, access)
    for (const access of leavesOut) assert.equal(coversAccess(parsed, readAccess(access)), false, access)
  })
}

test('a prefix is covered if every key that begins with it is covered', () => {
  const covers = (rule: string, key: string) =>
    coversAccess(parseAllowRule(rule), { action: 'upload', bucket: 'bkt', key, isKeyPrefix: true })
  assert.equal(covers('upload:bkt/in/*', 'in/'), true)
  assert.equal(covers('upload:bkt/in/*', 'in/42/'), true)
  assert.equal(covers('upload:*', 'in/'), true)
  assert.equal(covers('upload:bkt/in/*', 'in'), false)
  assert.equal(covers('upload:bkt/in/', 'in/'), false)
})

for (const { rule, message } of [
  { rule: '', message: /has no action/ },
  { rule: 'my-bucket/*', message: /has no action/ },
  { rule: 'remove:b/*', message: /unknown action: upload, download, list, delete, \* are known/ },
  { rule: 'UPLOAD:b/*', message: /unknown action/ },
  { rule: ':b/*', message: /unknown action/ },
  { rule: 'upload:', message: /names no key: write upload:my-bucket\/\*/ },
  { rule: 'upload:bkt', message: /names no key: write upload:my-bucket\/\*/ },
  { rule: 'upload:bkt/', message: /only at the end/ },
  { rule: 'upload:/k', message: /only at the end/ },
  { rule: 'upload:bkt*c/k', message: /only at the end/ },
  { rule: 'upload:bkt/*/k', message: /only at the end/ },
  { rule: 'upload:bkt/k**', message: /only at the end/ },
  { rule: 'upload:**/k', message: /only at the end/ },
  {
    rule: 'upload:Bucket_X/*',
    message: /"upload:Bucket_X\/\*" can never match: the bucket must not contain an uppercase/,
  },
  { rule: 'upload: bkt/x', message: /can never match: the bucket may only contain lowercase letters/ },
  { rule: 'upload:a b*/x', message: /can never match: the bucket may only contain/ },
  {
    rule: 'upload:arn:aws:s3:::bkt/x',
    message: /can never match: the bucket must not be an ARN: use the name of the bucket, bkt/,
  },
  { rule: 'upload:a..*/x', message: /can never match: the bucket must not contain two dots/ },
  { rule: 'upload:-a*/x', message: /can never match: the bucket must start and end with/ },
  { rule: 'upload:ab/x', message: /can never match: the bucket must have 3 to 63 characters/ },
  { rule: `upload:${'a'.repeat(64)}*/x`, message: /can never match: the bucket must have 3 to 63 characters/ },
  { rule: 'upload:bkt/../*', message: /can never match: the key must not contain a "\." or "\.\." segment/ },
  { rule: 'upload:bkt/a/./b*', message: /can never match: the key must not contain a "\."/ },
  { rule: 'upload:bkt/a/..', message: /can never match: the key must not contain a "\."/ },
  { rule: 'upload:bkt/a\0*', message: /can never match: the key must not contain a NUL/ },
  {
    rule: 'list:bkt/k',
    message: /can never match: a listing is for a prefix, so its key must end in \*/,
  },
  { rule: `upload:bkt/${'k'.repeat(1025)}*`, message: /can never match: the key must have at most 1024 bytes/ },
]) {
  test(`"${rule}" is refused with what would be valid`, () => {
    assert.throws(() => parseAllowRule(rule), message)
    assert.throws(() => parseAllowRule(rule), { message: `The allow rule "${rule}" ${findAllowRuleProblem(rule)}` })
  })
}

for (const { rules, covered, left } of [
  {
    rules: ['upload:bkt/in/*'],
    covered: ['upload:bkt/in/*', 'upload:bkt/in/a*', 'upload:bkt/in/a'],
    left: [
      'upload:bkt/in*',
      'upload:bkt/*',
      'upload:*',
      'upload:bk*/in/*',
      'upload:bkt2/in/a',
      'download:bkt/in/a',
      '*:bkt/in/a',
    ],
  },
  { rules: ['upload:bkt/in'], covered: ['upload:bkt/in'], left: ['upload:bkt/in*', 'upload:bkt/in/a'] },
  {
    rules: ['*:bkt*/*'],
    covered: ['*:bkt-2/*', 'upload:bkt*/x', 'download:bkt/*'],
    left: ['list:bkt/*', 'delete:bkt/a', '*:bk*/*', '*:*'],
  },
  { rules: ['upload:*', 'download:bkt/*'], covered: ['*:bkt/*', 'upload:*'], left: ['*:*', 'download:*'] },
  { rules: ['list:bkt/*', 'delete:*'], covered: ['list:bkt/a*', 'delete:bkt/a'], left: ['list:*', 'upload:bkt/a'] },
]) {
  test(`${rules.join(' and ')} cover rules that allow no more`, () => {
    const wide = rules.map(parseAllowRule)
    for (const rule of covered) assert.equal(coverRule(wide, parseAllowRule(rule)), true, rule)
    for (const rule of left) assert.equal(coverRule(wide, parseAllowRule(rule)), false, rule)
  })
}

test('rules that cover a rule cover every access of that rule', () => {
  const prefix = fc
    .array(fc.constantFrom('a', 'b', '/'), { minLength: 1, maxLength: 4 })
    .map((letters) => letters.join(''))
  const rule = fc.record({
    action: fc.constantFrom('*', ...actions),
    bucket: fc.constantFrom('aaa', 'aaab', 'aaa*', 'aa*'),
    key: fc.oneof(
      prefix,
      prefix.map((text) => `${text}*`),
      fc.constant('*'),
    ),
  })
  const text = rule
    .map((one) => `${one.action}:${one.bucket}/${one.key}`)
    .filter((one) => findAllowRuleProblem(one) === undefined)
  const tried = fc.record({ action, bucket: fc.constantFrom('aaa', 'aaab', 'aab'), key: prefix })
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 3 }),
      text,
      fc.array(tried, { minLength: 20 }),
      (wide, narrow, accesses) => {
        const rules = wide.map(parseAllowRule)
        const parsed = parseAllowRule(narrow)
        fc.pre(coverRule(rules, parsed))
        for (const one of accesses) {
          if (coversAccess(parsed, one))
            assert.ok(
              rules.some((other) => coversAccess(other, one)),
              narrow,
            )
        }
      },
    ),
    { numRuns: 300 },
  )
})

for (const rule of [
  'upload:a*/*',
  'upload:assets-*/x',
  'upload:my.*/x',
  `upload:${'a'.repeat(63)}*/x`,
  'upload:10.0.0.1*/x',
  'upload:bkt/a/..*',
  'upload:bkt/.*',
  'upload:bkt/ a b/*',
  `upload:bkt/${'k'.repeat(1024)}*`,
  'upload:bkt//*',
]) {
  test(`"${rule.slice(0, 40)}" can match`, () => {
    assert.doesNotThrow(() => parseAllowRule(rule))
  })
}

const name = fc.stringMatching(/^[a-wyz][a-z0-9-]{1,10}[a-z0-9]$/).filter((text) => !findBucketProblem(text))
const key = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((text) => !text.includes('*') && !findKeyProblem(`${text}a`) && !findKeyProblem(text))
const action = fc.constantFrom(...actions)
const access = fc.record({ action, bucket: name, key })

test('a rule without * covers exactly one access', () => {
  fc.assert(
    fc.property(access, access, (one, other) => {
      // A listing covers all keys with the prefix.
      fc.pre(one.action !== 'list')
      const rule = parseAllowRule(`${one.action}:${one.bucket}/${one.key}`)
      assert.equal(coversAccess(rule, one), true)
      const same = one.action === other.action && one.bucket === other.bucket && one.key === other.key
      assert.equal(coversAccess(rule, other), same)
    }),
  )
})

test('a prefix rule covers exactly the keys with its prefix', () => {
  fc.assert(
    fc.property(access, key, fc.string(), ({ action: act, bucket, key: prefix }, other, rest) => {
      const rule = parseAllowRule(`${act}:${bucket}/${prefix}*`)
      assert.equal(coversAccess(rule, { action: act, bucket, key: prefix + rest }), true)
      assert.equal(coversAccess(rule, { action: act, bucket, key: other }), other.startsWith(prefix))
      assert.equal(coversAccess(rule, { action: act, bucket: `${bucket}x`, key: prefix }), false)
    }),
  )
})

test('no text in a key can widen a rule', () => {
  const rule = parseAllowRule('upload:bkt/incoming/*')
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      assert.equal(coversAccess(rule, { action: 'upload', bucket: 'bkt', key: text }), text.startsWith('incoming/'))
    }),
  )
})

function readAccess(text: string): Access {
  const [act = '', bucket = '', objectKey = ''] = text.split(' ')
  return { action: act as Access['action'], bucket, key: objectKey }
}
