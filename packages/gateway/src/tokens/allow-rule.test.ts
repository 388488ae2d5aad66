import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Access } from '../core/access.ts'
import { actions } from '../core/actions.ts'
import { coversAccess, parseAllowRule } from './allow-rule.ts'

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
  { rule: 'download:*', covers: ['download b k', 'download other a/b/c'], leavesOut: ['upload b k'] },
  { rule: '*:*', covers: ['download b k', 'upload b k'], leavesOut: ['list b k', 'delete b k'] },
  { rule: 'list:b/k*', covers: ['list b k', 'list b k/'], leavesOut: ['list b j', 'download b k'] },
  { rule: 'delete:*', covers: ['delete b k'], leavesOut: ['upload b k', 'list b k'] },
  {
    rule: '*:assets-*/*',
    covers: ['upload assets-eu a', 'download assets- a/b'],
    leavesOut: ['upload assets a', 'upload my-assets-eu a'],
  },
  { rule: 'download:b/exactly.txt', covers: ['download b exactly.txt'], leavesOut: ['download b exactly.txt2'] },
  { rule: 'download:b//*', covers: ['download b /a', 'download b /'], leavesOut: ['download b a'] },
  { rule: 'upload:b/img*', covers: ['upload b img', 'upload b img.png', 'upload b img/a'], leavesOut: ['upload b im'] },
  { rule: 'upload:b/a:b/*', covers: ['upload b a:b/c'], leavesOut: ['upload b a/c'] },
]) {
  test(`${rule} covers what it says, and nothing else`, () => {
    const parsed = parseAllowRule(rule)
    for (const access of covers) assert.equal(coversAccess(parsed, readAccess(access)), true, access)
    for (const access of leavesOut) assert.equal(coversAccess(parsed, readAccess(access)), false, access)
  })
}

for (const { rule, message } of [
  { rule: '', message: /has no action/ },
  { rule: 'my-bucket/*', message: /has no action/ },
  { rule: 'remove:b/*', message: /unknown action: upload, download, list, delete, \* are known/ },
  { rule: 'UPLOAD:b/*', message: /unknown action/ },
  { rule: ':b/*', message: /unknown action/ },
  { rule: 'upload:', message: /names no key: write upload:bucket\/\*/ },
  { rule: 'upload:b', message: /names no key: write upload:b\/\*/ },
  { rule: 'upload:b/', message: /only at the end/ },
  { rule: 'upload:/k', message: /only at the end/ },
  { rule: 'upload:b*c/k', message: /only at the end/ },
  { rule: 'upload:b/*/k', message: /only at the end/ },
  { rule: 'upload:b/k**', message: /only at the end/ },
  { rule: 'upload:**/k', message: /only at the end/ },
]) {
  test(`"${rule}" is refused with what would be right`, () => {
    assert.throws(() => parseAllowRule(rule), message)
  })
}

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/[*/:]/.test(text))
const key = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((text) => !text.includes('*'))
const action = fc.constantFrom(...actions)
const access = fc.record({ action, bucket: name, key })

test('a rule without * covers exactly one access', () => {
  fc.assert(
    fc.property(access, access, (one, other) => {
      const rule = parseAllowRule(`${one.action}:${one.bucket}/${one.key}`)
      assert.equal(coversAccess(rule, one), true)
      const same = one.action === other.action && one.bucket === other.bucket && one.key === other.key
      assert.equal(coversAccess(rule, other), same)
    }),
  )
})

test('a prefix rule covers exactly what begins with it', () => {
  fc.assert(
    fc.property(access, key, fc.string(), ({ action: act, bucket, key: prefix }, other, rest) => {
      const rule = parseAllowRule(`${act}:${bucket}/${prefix}*`)
      assert.equal(coversAccess(rule, { action: act, bucket, key: prefix + rest }), true)
      assert.equal(coversAccess(rule, { action: act, bucket, key: other }), other.startsWith(prefix))
      assert.equal(coversAccess(rule, { action: act, bucket: `${bucket}x`, key: prefix }), false)
    }),
  )
})

test('a key can never widen a rule, whatever it is made of', () => {
  const rule = parseAllowRule('upload:b/incoming/*')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(coversAccess(rule, { action: 'upload', bucket: 'b', key: text }), text.startsWith('incoming/'))
    }),
  )
})

function readAccess(text: string): Access {
  const [act = '', bucket = '', objectKey = ''] = text.split(' ')
  return { action: act as Access['action'], bucket, key: objectKey }
}
