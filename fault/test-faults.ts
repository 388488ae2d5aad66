import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../scripts/test-requirements.ts'
import type { Fault } from './fault.ts'
import { findObstacle } from './find-obstacle.ts'

/** A fault takes a few seconds, and many times as long on a busy machine. */
const longestMs = 240_000

/** Makes a test of each fault in its short form. */
export function testFaults(faults: readonly Fault[]): void {
  for (const fault of faults) {
    test(`${fault.name}: ${fault.what}`, { skip: findReasonToSkip(fault), timeout: longestMs }, async (context) => {
      const results = await fault.run('short', { progress: () => {} })

      for (const { claim, figure } of results) context.diagnostic(`${claim}: ${figure}`)
      assert.ok(results.length > 0)
      assert.deepEqual(
        results.filter(({ holds }) => !holds),
        [],
      )
    })
  }
}

/** Skips a fault that cannot be caused on this machine. In CI, where every fault must run, the test fails instead. */
function findReasonToSkip(fault: Fault): string | false {
  const { name, needs = [] } = fault
  const missing = needs.map((need) => skipWithout(need)).find((reason) => reason !== false)
  const reason = missing ?? findObstacle(fault) ?? false
  if (reason === false || process.env.CI === 'true') return false
  process.stderr.write(`SKIPPED: the fault test ${name}: ${reason}\n`)
  return reason
}
