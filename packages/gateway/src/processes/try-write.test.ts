import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryWrite } from './try-write.ts'

test('a gateway starts although its database accepts no writes', async () => {
  let asked = 0
  const probeWrite = () => {
    asked++
    return Promise.reject(new Error('the disk is full'))
  }
  await tryWrite({ probeWrite })
  assert.equal(asked, 1)
})
