import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Secret } from '../core/secret.ts'
import { createSignatureCheck } from './signature-check.ts'

const check = createSignatureCheck({ secretAccessKey: new Secret('secret'), sessionToken: new Secret('token') })
const text = 'string to sign'
const scope = '20260115/eu-central-1/s3/aws4_request'
let key: Buffer | string = 'AWS4secret'
for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest()
const own = createHmac('sha256', key).update(text).digest('hex')

/** The signature with a number of wrong digits at its end. */
function spoil(count: number): string {
  const wrong = [...own.slice(64 - count)].map((digit) => (digit === '0' ? '1' : '0'))
  return own.slice(0, 64 - count) + wrong.join('')
}

test('a signature is the same, near or another', () => {
  assert.equal(check.compare({ text, scope }, own), 'same')
  assert.equal(check.compare({ text, scope }, spoil(1)), 'near')
  assert.equal(check.compare({ text, scope }, spoil(16)), 'near')
  assert.equal(check.compare({ text, scope: scope.replace('eu', 'us') }, own), 'other')
  const v2 = createHmac('sha1', 'secret').update(text).digest('base64')
  assert.equal(check.compare({ text }, v2), 'same')
})

test('nothing reveals that a guess gets better until three quarters of it are right', () => {
  for (let wrong = 17; wrong <= 64; wrong++) assert.equal(check.compare({ text, scope }, spoil(wrong)), 'other')
})

test('a session token is recognised, and nothing of it is revealed', () => {
  assert.equal(check.isTemporary, true)
  assert.equal(check.isSessionToken('token'), true)
  assert.equal(check.isSessionToken('toke'), false)
  assert.ok(!JSON.stringify(check).includes('token"'))
})
