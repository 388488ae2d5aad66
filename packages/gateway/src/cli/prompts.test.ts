import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { confirmDestruction, readCredentialSecrets, secretVariables } from './prompts.ts'

afterEach(() => {
  for (const name of Object.values(secretVariables)) delete process.env[name]
})

test('the session token is read if its variable is set', async () => {
  process.env.SIGNPOST_SECRET_ACCESS_KEY = 'a-secret'
  assert.deepEqual(Object.keys(await readCredentialSecrets()), ['secretAccessKey'])

  process.env.SIGNPOST_SESSION_TOKEN = 'a-session'

  const { secretAccessKey, sessionToken } = await readCredentialSecrets()
  assert.equal(secretAccessKey.reveal(), 'a-secret')
  assert.equal(sessionToken?.reveal(), 'a-session')
})

test('without a terminal, nothing is destroyed unless --yes is set', async () => {
  assert.equal(process.stdin.isTTY, undefined)

  await assert.rejects(confirmDestruction('Remove it?', {}), {
    message: 'Remove it? Nothing was changed, because there is no terminal to ask at: add --yes to do it',
  })
  await confirmDestruction('Remove it?', { yes: true })
})
