import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAuditEvent, sampleTime } from '../../test/samples/samples.ts'
import type { AuditEvent } from '../core/model.ts'
import { hourMs } from '../core/statistics-ports.ts'
import { createToken } from './create-token.ts'
import { showStatistics } from './show-statistics.ts'

/** The sample time is four minutes past three. */
const thisHour = Math.floor(sampleTime / hourMs) * hourMs
const today = Math.floor(sampleTime / (24 * hourMs)) * 24 * hourMs

async function withEvents(
  events: readonly Partial<AuditEvent>[],
  work: (administration: SampleAdministration) => Promise<void>,
): Promise<void> {
  const administration = await createAdministration()
  const whole = events.map((event) => [sampleAuditEvent({ accountId: 'acc_mine', ...event })])
  await administration.dependencies.audit.append(whole)
  await work(administration)
  await administration.close()
}

const denied = { outcome: 'denied', code: 'rate_limited' } as const

test('by default, the last 24 hours by hour', async () => {
  const events = [
    { at: sampleTime },
    { at: thisHour - 1, ...denied, count: 5 },
    { at: thisHour - 1, outcome: 'denied', code: 'token_not_allowed' },
    { at: thisHour - 23 * hourMs, action: 'download' },
    // Outside this span.
    { at: thisHour - 23 * hourMs - 1 },
    { at: sampleTime, accountId: 'acc_other' },
  ] as const
  await withEvents(events, async ({ run }) => {
    const shown = await run(showStatistics, {})

    assert.deepEqual([shown.beginsAt, shown.endsAt, shown.by], [thisHour - 23 * hourMs, thisHour + hourMs, 'hour'])
    assert.equal(shown.intervals.length, 24)
    assert.deepEqual(shown.intervals[23], { at: thisHour, allowed: 1, denied: 0, failed: 0 })
    assert.deepEqual(shown.intervals[22], { at: thisHour - hourMs, allowed: 0, denied: 6, failed: 0 })
    assert.deepEqual(shown.intervals[0], { at: thisHour - 23 * hourMs, allowed: 1, denied: 0, failed: 0 })
    assert.deepEqual(shown.totals, { allowed: 2, denied: 6, failed: 0 })
    assert.deepEqual(shown.refusals, [
      { code: 'rate_limited', count: 5 },
      { code: 'token_not_allowed', count: 1 },
    ])
    assert.deepEqual(new Set(shown.actions.map(({ action }) => action)), new Set([null, 'download']))
    assert.deepEqual([shown.uncounted, shown.latency], [0, undefined])
  })
})

test('days begin at midnight in the reader’s time zone', async () => {
  await withEvents([{ at: today - 1 }, { at: today }, { at: today - 2 * hourMs }], async ({ run }) => {
    const days = async (utcOffsetMinutes: number) => {
      const shown = await run(showStatistics, { by: 'day', since: today - 24 * hourMs, utcOffsetMinutes })
      return shown.intervals.map(({ at, allowed }) => `${new Date(at).toISOString().slice(0, 13)} ${allowed}`)
    }

    assert.deepEqual(await days(0), ['2026-01-01T00 2', '2026-01-02T00 1'])
    assert.deepEqual(await days(120), ['2025-12-31T22 0', '2026-01-01T22 3'])
    assert.deepEqual(await days(-300), ['2025-12-31T05 0', '2026-01-01T05 3'])
    // Half hours of an offset are ignored.
    assert.deepEqual(await days(150), await days(120))
  })
})

test('the most used tokens are listed by name, and removed ones by id', async () => {
  const administration = await createAdministration()
  const { id } = await administration.run(createToken, { name: 'app' })
  const use = (tokenId: string, at = sampleTime) => [sampleAuditEvent({ accountId: 'acc_mine', tokenId, at })]
  await administration.dependencies.audit.append([use('tok_gone'), use(id), use(id), use(id, today - 30 * 24 * hourMs)])

  const shown = await administration.run(showStatistics, {})
  const month = await administration.run(showStatistics, { by: 'day', since: today - 40 * 24 * hourMs })

  assert.deepEqual(shown.tokens, [
    { id, name: 'app', allowed: 2, denied: 0, failed: 0 },
    { id: 'tok_gone', allowed: 1, denied: 0, failed: 0 },
  ])
  assert.equal(shown.tokensBeginAt, shown.beginsAt)
  assert.equal(month.tokens[0]?.allowed, 3)
  await administration.close()
})

test('requests without a known token need a question of their own', async () => {
  const administration = await createAdministration()
  const { accountId: _, ...nobody } = sampleAuditEvent({ at: sampleTime, outcome: 'denied', code: 'token_unknown' })
  await administration.dependencies.audit.append([[nobody]])

  const { totals } = await administration.run(showStatistics, { anonymous: true })

  assert.deepEqual(totals, { allowed: 0, denied: 1, failed: 0 })
  assert.deepEqual((await administration.run(showStatistics, {})).totals, { allowed: 0, denied: 0, failed: 0 })
  await administration.close()
})

test('an empty or too long span is refused', async () => {
  await withEvents([], async ({ run }) => {
    const refusal = async (input: Parameters<typeof showStatistics.run>[0]) =>
      (await beRefusedBy(run(showStatistics, input))).message

    assert.match(
      await refusal({ since: sampleTime - 40 * 24 * hourMs }),
      /at most 31 days before `until`, by hour; by day/,
    )
    assert.match(await refusal({ by: 'day', since: 0 }), /at most 400 days before `until`/)
    assert.match(await refusal({ since: sampleTime + 2 * hourMs }), /must be before `until`/)
  })
})
