import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { startCounting } from './start-counting.ts'

/** A log with a number of steps that are left to count. */
function createLog(pace: object) {
  const log = { left: 0, asked: 0, deletions: 0, error: undefined as Error | undefined }
  const counting = startCounting({
    repository: {
      append: async () => {
        log.left++
        return []
      },
      countNext: async () => {
        log.asked++
        const { error } = log
        log.error = undefined
        if (error !== undefined) throw error
        if (log.left === 0) return false
        log.left--
        return true
      },
    },
    statistics: {
      deleteOld: async () => {
        log.deletions++
      },
    },
    clock: () => sampleTime,
    logger: silentLogger,
    pace: { firstMs: 1_000_000, afterMs: 0, pauseMs: 0, ...pace },
  })
  return { log, counting }
}

test('written events are counted to the end; before, the database is not asked', async () => {
  const { log, counting } = createLog({})
  assert.equal(log.asked, 0)

  await counting.repository.append([])
  log.left = 5

  await waitUntil('all is counted', async () => log.left === 0 && log.deletions === 1)
  assert.equal(log.asked, 6)
  // Old counts are deleted once a day.
  await counting.repository.append([])
  await waitUntil('the event is counted', async () => log.left === 0 && log.asked === 8)
  assert.equal(log.deletions, 1)
  await counting.end()
})

test('events that the last node left uncounted are counted after the start', async () => {
  const { log, counting } = createLog({ firstMs: 0 })
  log.left = 3

  await waitUntil('all is counted', async () => log.left === 0)
  await counting.end()
})

test('an outage of the database does not end the counting', async () => {
  const { log, counting } = createLog({})
  log.error = new Error('away')
  await counting.repository.append([])
  await waitUntil('the database was asked', async () => log.asked === 1)

  await counting.repository.append([])

  await waitUntil('all is counted', async () => log.left === 0)
  await counting.end()
})

test('ending waits for the step in progress, and begins no other', async () => {
  const { log, counting } = createLog({ afterMs: 1_000_000 })
  await counting.repository.append([])

  await counting.end()
  await counting.repository.append([])

  assert.equal(log.asked, 0)
})
