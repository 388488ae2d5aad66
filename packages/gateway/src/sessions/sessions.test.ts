import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { test } from 'node:test'
import { gradePassword } from './password-rules.ts'
import type { SessionDependencies } from './session-ports.ts'
import { createSessions } from './sessions.ts'

/** Does something while one file, of ours or of a library, cannot be read. */
async function without(file: string, work: () => Promise<unknown>): Promise<void> {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      if (url.endsWith(file)) throw new Error('EMFILE: too many open files')
      return nextLoad(url, context)
    },
  })
  await assert.rejects(work, /EMFILE/)
  hooks.deregister()
}

test('sign-in code that could not be loaded is loaded at the next request', async () => {
  const sessions = createSessions({ database: {} } as SessionDependencies)
  const ask = () => sessions.handle(new Request('http://localhost/admin/auth/no-such-route'))
  await without('/sessions/open-sessions.ts', ask)
  await assert.rejects(ask, { code: 'route_not_found' })
})

test('lists of known passwords that could not be loaded are loaded when a password is next chosen', async () => {
  const grade = () => gradePassword('correct horse battery staple', {})
  await without(import.meta.resolve('@zxcvbn-ts/core'), grade)
  assert.equal((await grade()).score, 4)
})
