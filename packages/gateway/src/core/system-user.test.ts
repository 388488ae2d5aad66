import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { nameSystemUser } from './system-user.ts'

test('the user is named, and for root also the user who called sudo', () => {
  const root = () => ({ name: 'root', uid: 0 })
  const alice = () => ({ name: 'alice', uid: 1000 })

  assert.equal(nameSystemUser({}), userInfo().username)
  assert.equal(nameSystemUser({ SUDO_USER: 'alice' }, root), 'root (sudo by alice)')
  assert.equal(nameSystemUser({ SUDO_USER: 'root' }, root), 'root')
  assert.equal(nameSystemUser({ SUDO_USER: 'a\nb' }, root), 'root')
  assert.equal(nameSystemUser({ SUDO_USER: 'bob' }, alice), 'alice')
})
