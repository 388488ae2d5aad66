import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AuditEvent, AuditOutcome } from '../../src/core/model.ts'
import type { Database } from '../../src/core/ports.ts'
import { type HourCount, hourMs, mostUncounted, type TokenCount } from '../../src/core/statistics-ports.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

const accountId = 'acc_1'
const firstHour = Math.floor(sampleTime / hourMs)
const wholeTime = { fromHour: 0, untilHour: firstHour + 1000 }

/** Pseudo-random numbers that are the same in each run. */
function createRandom(): (below: number) => number {
  let state = 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** Makes an event in one of several hours, of one of two accounts or of none. */
function makeEvent(random: (below: number) => number): AuditEvent {
  const outcome = (['allowed', 'denied', 'failed'] as const)[random(3)] as AuditOutcome
  const account = ([accountId, 'acc_2', undefined] as const)[random(3)]
  const { accountId: _, ...event } = sampleAuditEvent({
    at: firstHour * hourMs + random(50) * hourMs + random(hourMs),
    outcome,
    ...(outcome === 'allowed' ? {} : { code: random(2) === 0 ? 'rate_limited' : 'token_not_allowed' }),
    action: random(2) === 0 ? 'upload' : 'download',
    tokenId: `tok_${random(4)}`,
    ...(outcome === 'allowed' ? { credentialId: `cred_${random(3)}` } : {}),
    ...(random(10) === 0 ? { count: 7 } : {}),
  })
  return account === undefined ? event : { ...event, accountId: account }
}

/** The expected statistics: a plain count of every event that was ever written. */
function countPlainly(events: readonly AuditEvent[], account: string | undefined, fromHour: number, untilHour: number) {
  const counts = new Map<string, number>()
  const tokens = new Map<string, Record<AuditOutcome, number>>()
  for (const { at, accountId: owner, outcome, action, code, tokenId = '', count = 1 } of events) {
    const hour = Math.floor(at / hourMs)
    if (owner !== account || hour < fromHour || hour >= untilHour) continue
    const key = JSON.stringify([hour, outcome, action ?? null, code ?? null])
    counts.set(key, (counts.get(key) ?? 0) + count)
    const used = tokens.get(tokenId) ?? { allowed: 0, denied: 0, failed: 0 }
    used[outcome] += count
    tokens.set(tokenId, used)
  }
  return { hours: [...counts].map(([key, count]) => `${key} ${count}`).sort(), tokens: Object.fromEntries(tokens) }
}

function show(counts: readonly HourCount[]): string[] {
  return counts
    .map(
      ({ hour, outcome, action, code, count }) =>
        `${JSON.stringify([hour, outcome, action ?? null, code ?? null])} ${count}`,
    )
    .sort()
}

function showTokens(counts: readonly TokenCount[]) {
  return Object.fromEntries(counts.map(({ tokenId, ...count }) => [tokenId, count]))
}

async function requireSame({ statistics }: Database, events: readonly AuditEvent[], when: string): Promise<void> {
  for (const account of [accountId, 'acc_2', undefined]) {
    for (const [fromHour, untilHour] of [
      [0, firstHour + 1000],
      [firstHour + 24, firstHour + 25],
    ] as const) {
      const plain = countPlainly(events, account, fromHour, untilHour)
      const range = { accountId: account, fromHour, untilHour }
      assert.deepEqual(show(await statistics.countByHour(range)), plain.hours, when)
      assert.deepEqual(showTokens(await statistics.listBusiest(range, 1, 100)), plain.tokens, when)
    }
  }
}

/** The contract's part about the statistics of the audit log. */
export function describeStatisticsContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('statistics', () => {
    test('they equal a plain count: before events are counted, halfway, after late events, and after a deletion', async () => {
      await using testDatabase = await makeDatabase()
      const [database, other] = [await testDatabase.open(), await testDatabase.open()]
      const random = createRandom()
      const events: AuditEvent[] = []
      for (let round = 0; round < 6; round++) {
        const batch = Array.from({ length: 40 }, () => makeEvent(random))
        events.push(...batch)
        await (round % 2 === 0 ? database : other).audit.append(batch.map((event) => [event]))
        await requireSame(database, events, `round ${round}, uncounted`)
        if (round % 3 !== 1) {
          assert.equal(await other.audit.countNext(), true)
          assert.equal(await database.audit.countNext(), false)
          assert.equal(await database.statistics.countUncounted(), 0)
        }
        await requireSame(database, events, `round ${round}, counted`)
        // Deleted events stay in the statistics, even when they had not been counted yet.
        if (round % 2 === 1) {
          assert.ok((await database.audit.deleteBefore((firstHour + 20) * hourMs, 1000)) > 0)
          assert.ok((await database.audit.deleteAnonymousBefore((firstHour + 30) * hourMs, 1000)) > 0)
        }
        await requireSame(other, events, `round ${round}, after a deletion`)
      }
    })

    test('days begin at 0:00 UTC, and the busiest tokens come first', async () => {
      await using testDatabase = await makeDatabase()
      const { audit, statistics } = await testDatabase.open()
      const day = Math.floor(firstHour / 24) * 24
      const at = (hour: number) => (day + hour) * hourMs
      const use = (tokenId: string, hour: number) => [sampleAuditEvent({ at: at(hour), accountId, tokenId })]
      await audit.append([use('tok_a', 1), use('tok_b', 23), use('tok_b', 23), use('tok_a', 24), use('tok_c', 25)])
      await audit.countNext()

      const busiest = async (fromHour: number, untilHour: number, limit = 9) =>
        (await statistics.listBusiest({ accountId, fromHour, untilHour }, 24, limit)).map(
          ({ tokenId, allowed }) => `${tokenId} ${allowed}`,
        )
      assert.deepEqual(await busiest(day, day + 24), ['tok_b 2', 'tok_a 1'])
      assert.deepEqual(await busiest(day + 24, day + 48), ['tok_a 1', 'tok_c 1'])
      assert.equal((await busiest(day, day + 48, 2)).length, 2)
    })

    test('they tell when a credential last signed, and whether any credential but the sandbox’s signed an upload', async () => {
      await using testDatabase = await makeDatabase()
      const { audit, statistics } = await testDatabase.open()
      assert.equal(await statistics.hasSignedUpload(accountId, []), false)
      assert.equal(await statistics.findLastSigned(accountId, 'cred_1'), undefined)
      const signed = (credentialId: string, hours: number, fields: Partial<AuditEvent> = {}) =>
        audit.append([
          [
            sampleAuditEvent({
              at: (firstHour + hours) * hourMs,
              accountId,
              credentialId,
              action: 'upload',
              ...fields,
            }),
          ],
        ])
      await signed('cred_sandbox', 1)
      await signed('cred_1', 2, { action: 'download' })
      await signed('cred_1', 3, { outcome: 'denied', code: 'store_open' })

      for (const counting of ['uncounted', 'counted']) {
        assert.equal(await statistics.hasSignedUpload(accountId, ['cred_sandbox']), false, counting)
        assert.equal(await statistics.hasSignedUpload(accountId, []), true, counting)
        assert.equal(await statistics.findLastSigned(accountId, 'cred_1'), firstHour + 2, counting)
        await audit.countNext()
      }
      await signed('cred_1', 4)
      assert.equal(await statistics.hasSignedUpload(accountId, ['cred_sandbox']), true)
      assert.equal(await statistics.findLastSigned(accountId, 'cred_1'), firstHour + 4)
      assert.equal(await statistics.hasSignedUpload('acc_2', []), false)
    })

    test('a large uncounted log is counted in steps, and the number of uncounted events is reported meanwhile', async () => {
      await using testDatabase = await makeDatabase()
      // The database that added the events may know their number, so another one counts.
      const [former, { audit, statistics }] = [await testDatabase.open(), await testDatabase.open()]
      const event = sampleAuditEvent({ at: sampleTime, accountId })
      const count = mostUncounted + 1
      for (let left = count; left > 0; left -= 5000) {
        await former.audit.append(Array.from({ length: Math.min(left, 5000) }, () => [event]))
      }

      assert.equal(await statistics.countUncounted(), count)
      assert.deepEqual(await statistics.countByHour({ accountId, ...wholeTime }), [])
      let steps = 0
      while (await audit.countNext()) {
        steps++
        const [counted] = await statistics.countByHour({ accountId, ...wholeTime })
        assert.equal(counted?.count, count)
      }
      assert.ok(steps > 5 && steps < 50, String(steps))
      assert.equal(await statistics.countUncounted(), 0)
    })

    test('counts are kept for 400 days, and hourly counts of tokens for 8', async () => {
      await using testDatabase = await makeDatabase()
      const { audit, statistics } = await testDatabase.open()
      const dayMs = 24 * hourMs
      const at = (days: number) => [
        sampleAuditEvent({ at: sampleTime - days * dayMs, accountId, tokenId: `tok_${days}` }),
      ]
      await audit.append([at(1), at(9), at(399), at(402)])
      await audit.countNext()

      await statistics.deleteOld(sampleTime)

      const range = { accountId, ...wholeTime }
      assert.equal((await statistics.countByHour(range)).length, 3)
      const tokens = async (unit: 1 | 24) =>
        (await statistics.listBusiest(range, unit, 9)).map(({ tokenId }) => tokenId)
      assert.deepEqual(await tokens(1), ['tok_1'])
      assert.deepEqual((await tokens(24)).sort(), ['tok_1', 'tok_399', 'tok_9'])
    })

    test('nodes that count at the same time count no event twice', async () => {
      await using testDatabase = await makeDatabase()
      const first = await testDatabase.open()
      const others = [2, 3].map(() => (waitsAsynchronously ? testDatabase.open() : first))
      const nodes = [first, ...(await Promise.all(others))]
      const random = createRandom()
      const events = Array.from({ length: 3000 }, () => makeEvent(random))
      const writing = Promise.all(
        nodes.map(async ({ audit }, place) => {
          const own = events.filter((_, index) => index % nodes.length === place)
          for (let done = 0; done < own.length; done += 50) {
            await audit.append(own.slice(done, done + 50).map((event) => [event]))
          }
        }),
      )
      let isWritten = false
      void writing.finally(() => {
        isWritten = true
      })
      await Promise.all(
        nodes.map(async ({ audit, statistics }) => {
          for (let hasMore = true; hasMore || !isWritten; ) {
            hasMore = await audit.countNext()
            await statistics.countByHour({ accountId, ...wholeTime })
          }
        }),
      )
      await writing
      await requireSame(first, events, 'after all')
    })
  })
}
