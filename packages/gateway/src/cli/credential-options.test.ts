import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { parseEnd, parseEndpoint, readCredentialSecrets, secretVariables } from './credential-options.ts'

afterEach(() => {
  for (const name of Object.values(secretVariables)) delete process.env[name]
})

test('the session token is read where it is set', async () => {
  process.env.SIGNPOST_SECRET_ACCESS_KEY = 'a-secret'
  assert.deepEqual(Object.keys(await readCredentialSecrets()), ['secretAccessKey'])

  process.env.SIGNPOST_SESSION_TOKEN = 'a-session'

  const { secretAccessKey, sessionToken } = await readCredentialSecrets()
  assert.equal(secretAccessKey.reveal(), 'a-secret')
  assert.equal(sessionToken?.reveal(), 'a-session')
})

test('the end of a temporary credential is a time with its zone', () => {
  assert.equal(parseEnd('2999-11-22T18:00:00Z'), Date.UTC(2999, 10, 22, 18))
  assert.equal(parseEnd('2999-11-22T18:00:00+02:00'), Date.UTC(2999, 10, 22, 16))
  assert.equal(parseEnd('2999-11-22T18:00:00.500Z'), Date.UTC(2999, 10, 22, 18) + 500)
  for (const text of ['2999-11-22T18:00:00', '2999-11-22', '32503680000', 'tomorrow', '2999-13-01T00:00:00Z', '']) {
    assert.throws(() => parseEnd(text), /Write the time as AWS gives it/, text)
  }
})

test('an endpoint loses the slash at its end, and is an origin', () => {
  assert.equal(parseEndpoint('https://s3.example.com:9000/'), 'https://s3.example.com:9000')
  assert.throws(() => parseEndpoint('https://s3.example.com/bucket'), /must not contain a path/)
  assert.throws(() => parseEndpoint('s3.example.com'), /must start with/)
})
