import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doInterruptibly, Interruption } from './interruption.ts'

let ends = 0
const endProgress = () => void ends++

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  test(`${name} ends long work at its next step, and says what has been done`, async () => {
    const before = process.listenerCount(name)
    let steps = 0

    const work = doInterruptibly('Nothing was moved.', { endProgress }, async (signal) => {
      process.kill(process.pid, name)
      for (; steps < 1e6; steps++) {
        signal.throwIfAborted()
        await new Promise(setImmediate)
      }
    })

    await assert.rejects(work, new Interruption('Nothing was moved.'))
    assert.ok(steps < 1e6)
    assert.ok(ends > 0, 'a bar would keep the process alive')
    assert.equal(process.listenerCount(name), before)
  })
}

test('work that is not interrupted returns its result', async () => {
  assert.equal(await doInterruptibly('', { endProgress }, async () => 7), 7)
})
