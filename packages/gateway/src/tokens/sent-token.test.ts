import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findSentToken } from './sent-token.ts'
import { generateToken } from './token-format.ts'

const token = generateToken()

function find(authorization: string | undefined, parameter?: string | string[], others: Record<string, unknown> = {}) {
  return findSentToken({ authorization, parameter, others: () => others })
}

function refuse(...sent: Parameters<typeof find>): string {
  const { token: found, tokenProblem } = find(...sent)
  assert.equal(found, undefined)
  assert.ok(tokenProblem !== undefined)
  const text = `${tokenProblem.message} ${JSON.stringify(tokenProblem.details ?? '')}`
  assert.ok(!text.includes(token), 'the token is echoed')
  return `${tokenProblem.code}: ${tokenProblem.details?.[0]?.message ?? tokenProblem.message}`
}

for (const [authorization, problem] of [
  [token, 'has the API token without the word Bearer before it'],
  [`Token ${token}`, 'has a word other than Bearer before the API token'],
  [`ApiKey ${token}`, 'has a word other than Bearer before the API token'],
  [`token="${token}"`, 'has a word other than Bearer before the API token'],
  [`Bearer: ${token}`, 'has a character other than a space after the word Bearer'],
  [`Bearer=${token}`, 'has a character other than a space after the word Bearer'],
  [`Bearer Bearer ${token}`, 'has the word Bearer twice'],
  [`Bearer ${token} ${token}`, 'has more than the token after the word Bearer'],
  ['Bearer', 'has no token after the word Bearer'],
  ['Basic dXNlcjpwYXNz', 'has a user name and a password (Basic) instead of an API token'],
  ['whatever', 'does not have the form of an API token'],
] as const) {
  test(`the error says what form the header should have: ${authorization.replaceAll(token, 'at_…')}`, () => {
    assert.equal(
      refuse(authorization),
      `token_malformed: The Authorization header ${problem}. Send it as "Authorization: Bearer at_…", the word Bearer, one space and the token, or as the api_token query parameter.`,
    )
  })
}

for (const [sent, problem] of [
  [`${token}\n`, 'ends with a line break'],
  [`${token} `, 'ends with a blank'],
  [` ${token}`, 'begins with a blank'],
  [`"${token}"`, 'is in quotation marks or brackets'],
  [`<${token}>`, 'is in quotation marks or brackets'],
  ['{{token}}', 'is a placeholder that was not filled in'],
  ['$API_TOKEN', 'is a placeholder that was not filled in'],
] as const) {
  test(`the error names what is wrong with the form of the token: ${JSON.stringify(sent.replace(token, 'at_…'))}`, () => {
    assert.match(refuse(undefined, sent), new RegExp(`^token_malformed: The API token ${problem}`))
  })
}

test('two different tokens are a 400, because it is unclear which one to use', () => {
  const other = generateToken()
  assert.match(refuse(`Bearer ${token}`, other), /^invalid_request: `api_token` differs from the token in the Auth/)
  assert.match(refuse(token, other), /^invalid_request: `api_token` differs from the token in the Auth/)
  assert.match(
    refuse(undefined, [token, other]),
    /^invalid_request: `api_token` is sent more than once, with different/,
  )
  assert.deepEqual(find(`Bearer ${token}`, [token, token]), { token })
  assert.deepEqual(find(token, token), { token })
})

for (const [others, place] of [
  [{ 'x-api-key': token }, '`x-api-key`'],
  [{ apiToken: token }, '`apiToken`'],
  [{ access_token: token }, '`access_token`'],
  [{ 'amp;api_token': token }, 'a parameter whose `&` was escaped'],
  [{ bucket: `b\\u0026api_token=${token}` }, 'the value of another parameter'],
  [{ key_name: `a&api_token=${token}` }, 'the value of another parameter'],
] as const) {
  test(`a token that was sent in ${place} is reported there, and not used`, () => {
    assert.ok(refuse(undefined, undefined, others).startsWith(`token_malformed: The API token was sent in ${place}`))
  })
}

test('without anything like a token there is no such error', () => {
  assert.deepEqual(find(undefined, undefined, { host: 'at_home', cookie: 'token=1', bucket: 'b' }), {
    token: undefined,
  })
})
