import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tryWrite } from './try-write.ts'

test('a gateway starts although its database accepts no writes, and the log says why', async () => {
  let asked = 0
  const problem = new Error('the disk is full')
  const probeWrite = () => {
    asked++
    return Promise.reject(problem)
  }
  const logged: unknown[] = []

  await tryWrite({ probeWrite })({ warn: (what: unknown) => logged.push(what) })

  assert.equal(asked, 1)
  assert.deepEqual(logged, [{ err: problem }])
})

test('a write that succeeds is not mentioned', async () => {
  await tryWrite({ probeWrite: async () => {} })({ warn: () => assert.fail() })
})
