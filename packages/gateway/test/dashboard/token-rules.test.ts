import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listBuckets } from '../../../dashboard/src/components/list-buckets.ts'
import { composeRule, readRule } from '../../../dashboard/src/pages/tokens/allow-rules.ts'
import { chooseQuestion, chooseSampleType } from '../../../dashboard/src/pages/tokens/sample-question.ts'
import { coversAccess, formatAllowRule, parseAllowRule } from '../../src/tokens/allow-rule.ts'
import { coversContentType } from '../../src/tokens/content-type.ts'

const buckets = ['other-bucket', 'assets-2027']

for (const rule of [
  'upload:my-bucket/in/*',
  'download:my-bucket/report.pdf',
  '*:assets-*/*',
  'list:my-bucket/users/*',
  'delete:my-bucket/img-*',
  'download:*',
]) {
  test(`the sample request for ${rule} is allowed by that rule`, () => {
    const { action, bucket, key } = chooseQuestion({ allow: [rule] }, buckets)

    assert.notEqual(bucket, '')
    assert.ok(coversAccess(parseAllowRule(rule), { action, bucket, key }), `${action} ${bucket}/${key}`)
  })
}

test('without rules the sample request is an upload to an existing bucket', () => {
  assert.deepEqual(chooseQuestion({}, buckets), { action: 'upload', bucket: 'other-bucket', key: 'hello.txt' })
})

test('the sample request has an empty bucket when no known bucket matches', () => {
  assert.equal(chooseQuestion({ allow: ['upload:logs-*/*'] }, buckets).bucket, '')
})

for (const allowed of ['image/*', 'image/png', 'application/pdf', 'font/woff2', 'font/*', 'text/*']) {
  test(`the sample content type for ${allowed} is covered by it`, () => {
    assert.ok(coversContentType(allowed, chooseSampleType([allowed]).type))
  })
}

for (const text of ['upload:my-bucket/in/*', 'download:my-bucket/a.txt', '*:assets-*/*', 'list:my-bucket/a*', '*:*']) {
  test(`the page and the gateway write the rule ${text} in the same way`, () => {
    const row = readRule(text)

    assert.ok(row)
    assert.equal(formatAllowRule(parseAllowRule(composeRule(row))), text)
  })
}

for (const text of ['', 'upload', 'fetch:my-bucket/*', 'upload:my-bucket', ':my-bucket/*']) {
  test(`neither the page nor the gateway accepts "${text}" as a rule`, () => {
    assert.equal(readRule(text), undefined)
    assert.throws(() => parseAllowRule(text))
  })
}

test('the known buckets are those that credentials name, and the sandbox’s own', () => {
  const credentials = [
    { bucketPatterns: ['logs-*', 'photos'], isSandbox: false },
    { bucketPatterns: ['photos'], isSandbox: false },
  ]

  assert.deepEqual(listBuckets(credentials), ['photos'])
  assert.deepEqual(listBuckets([...credentials, { bucketPatterns: [], isSandbox: true }]), ['photos', 'my-bucket'])
})
