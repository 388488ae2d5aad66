import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMasterKeys, generateMasterKey, parseMasterKey, parseMasterKeys } from './master-key.ts'

const key = Buffer.from('fbfffe030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex')

test('a key is read as base64, base64url or hexadecimal', () => {
  for (const text of [
    key.toString('base64'),
    key.toString('base64').replace('=', ''),
    key.toString('base64url'),
    key.toString('hex'),
    key.toString('hex').toUpperCase(),
    ` ${key.toString('base64')}\n`,
  ]) {
    assert.deepEqual(parseMasterKey(text), key, text)
  }
})

test('a text that is not a key is refused, and not repeated', () => {
  for (const text of ['', 'password', key.toString('hex').slice(2), `${key.toString('base64')}A`, 'ä'.repeat(43)]) {
    assert.throws(
      () => parseMasterKey(text),
      (error: Error) => /openssl rand -base64 32/.test(error.message) && (text === '' || !error.message.includes(text)),
    )
  }
})

test('several keys stand one per line', () => {
  const keys = [generateMasterKey(), key]

  assert.deepEqual(parseMasterKeys(formatMasterKeys(keys)), keys)
  assert.deepEqual(parseMasterKeys(`\r\n${key.toString('hex')}\r\n\n`), [key])
  assert.deepEqual(parseMasterKeys(''), [])
  assert.throws(() => parseMasterKeys(`${key.toString('hex')}\nnone`), /not 32 random bytes/)
})
