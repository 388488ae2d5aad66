import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { generateToken, hashToken, isTokenShaped } from './token-format.ts'

test('a token is at_, 27 random digits and 6 digits of a checksum', () => {
  const tokens = Array.from({ length: 1000 }, generateToken)

  for (const token of tokens) {
    assert.match(token, /^at_[0-9A-Za-z]{33}$/)
    assert.ok(isTokenShaped(token), token)
  }
  assert.equal(new Set(tokens).size, tokens.length)
})

test('every place of the random part can have every digit', () => {
  const seen = Array.from({ length: 27 }, () => new Set<string>())
  for (let round = 0; round < 2000; round++) {
    const token = generateToken()
    for (const [index, digits] of seen.entries()) digits.add(token.charAt(3 + index))
  }

  // 160 bits do not fill the first digit: 62^27 is somewhat more than 2^160.
  for (const digits of seen.slice(1)) assert.ok(digits.size > 55, [...digits].join(''))
})

test('the format never changes: scanners look for it, and stored hashes stay valid', () => {
  const token = 'at_0000000000000000000000000001SuOtA'

  assert.ok(isTokenShaped(token))
  assert.equal(hashToken(token), '43f81579e48c027fb67f374a5f08a6dcc49af08ab7356ef531969d81a4b878b6')
})

test('any single mistyped character is noticed', () => {
  const token = generateToken()
  for (const index of Array.from(token).keys()) {
    for (const other of ['0', 'z', 'A', '-']) {
      if (token[index] === other) continue
      assert.equal(isTokenShaped(token.slice(0, index) + other + token.slice(index + 1)), false)
    }
  }
})

test('a token that is cut, stretched or swapped in two places is noticed', () => {
  fc.assert(
    fc.property(fc.nat({ max: 34 }), (index) => {
      const token = generateToken()
      assert.equal(isTokenShaped(token.slice(0, index)), false)
      assert.equal(isTokenShaped(`${token}${token[index]}`), false)
      const swapped = token.slice(0, index) + (token[index + 1] ?? '') + (token[index] ?? '') + token.slice(index + 2)
      assert.equal(isTokenShaped(swapped), swapped === token)
    }),
  )
})

test('other text is not a token', () => {
  for (const text of [
    '',
    'at_',
    'null',
    ` ${generateToken()}`,
    `${generateToken()}\n`,
    generateToken().toUpperCase(),
  ]) {
    assert.equal(isTokenShaped(text), false)
  }
})
