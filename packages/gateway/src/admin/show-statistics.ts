import { type Static, Type } from 'typebox'
import { actions } from '../core/actions.ts'
import { type AuditOutcome, auditOutcomes } from '../core/model.ts'
import { countsKeptDays, type HourCount, hourMs, mostUncounted, tokenHoursKeptDays } from '../core/statistics-ports.ts'
import { defineAct } from './act.ts'
import { requireInstallation } from './authorize.ts'
import { createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** The longest spans, in hours: a chart cannot show more intervals. */
const longestHours = { hour: 31 * 24, day: countsKeptDays * 24 }
const defaultHours = { hour: 24, day: 30 * 24 }
const busiestTokens = 10
/** How many steps the act takes to count events that no gateway has counted yet, for example because none runs. */
const mostSteps = 50

const input = Type.Object({
  since: Type.Optional(
    defineTime('From the beginning of the interval with this time; by default 24 hours or 30 days before `until`'),
  ),
  until: Type.Optional(defineTime('Up to the end of the interval with this time; by default now')),
  by: Type.Optional(Type.Enum(['hour', 'day'], { description: 'How long the intervals are', default: 'hour' })),
  anonymous: Type.Optional(
    Type.Boolean({ description: 'Of requests without a known token, which belong to no account' }),
  ),
  utcOffsetMinutes: Type.Optional(
    Type.Integer({
      description: 'The time zone in which days begin: 120 is UTC+02:00. Parts of an hour are ignored',
      minimum: -12 * 60,
      maximum: 14 * 60,
      default: 0,
    }),
  ),
})

const number = Type.Integer({ minimum: 0 })
const outcomeFields = { allowed: number, denied: number, failed: number }

/** Counts the events of the audit log by interval, by reason and by action, and finds the most used tokens. */
export const showStatistics = defineAct({
  name: 'show_statistics',
  summary: 'Count requests by hour or day, by outcome, by reason and by action',
  role: 'auditor',
  effect: 'read',
  input,
  result: Type.Object({
    beginsAt: defineTime('Beginning of the first interval'),
    endsAt: defineTime('End of the last interval'),
    by: Type.Enum(['hour', 'day']),
    intervals: Type.Array(Type.Object({ at: defineTime('Its beginning'), ...outcomeFields }), {
      description: 'Every interval, oldest first',
    }),
    totals: Type.Object(outcomeFields),
    refusals: Type.Array(Type.Object({ code: Type.String(), count: number }), {
      description: 'Why requests were denied or failed, the most frequent first',
    }),
    actions: Type.Array(
      Type.Object({
        action: Type.Union([Type.Enum([...actions]), Type.Null()], {
          description: 'null if the request was refused before its action was known',
        }),
        ...outcomeFields,
      }),
    ),
    tokens: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.Optional(Type.String({ description: 'Absent if the token no longer exists' })),
        ...outcomeFields,
      }),
      { description: 'The most used tokens' },
    ),
    tokensBeginAt: defineTime('From when on tokens are counted; for a long span, by whole days in UTC'),
    uncounted: Type.Integer({
      description: 'Events that are not counted yet, while a log is counted for the first time; otherwise 0',
      minimum: 0,
    }),
    latency: Type.Optional(
      Type.Object(
        {
          startedAt: defineTime('When the process was started'),
          operations: Type.Array(
            Type.Object({
              operation: Type.String(),
              count: number,
              p50Ms: Type.Number(),
              p95Ms: Type.Number(),
              p99Ms: Type.Number(),
            }),
          ),
        },
        {
          description:
            'How long the process that answers has taken for requests of every account since its start; estimated from a histogram, and shown only to owners',
        },
      ),
    ),
  }),
  async run(
    asked,
    dependencies: Needs<'statistics' | 'audit' | 'tokens' | 'accountId' | 'clock' | 'latency' | 'reach'>,
  ) {
    const { statistics, audit, accountId, latency, reach } = dependencies
    if (asked.anonymous === true) requireInstallation('Counts of requests without a known token', dependencies)
    const { by, fromHour, untilHour } = chooseRange(asked, dependencies.clock())
    let uncounted = await statistics.countUncounted()
    for (let step = 0; step < mostSteps && uncounted > mostUncounted; step++) {
      await audit.countNext()
      uncounted = await statistics.countUncounted()
    }
    const range = { accountId: asked.anonymous === true ? undefined : accountId, fromHour, untilHour }
    const counts = await statistics.countByHour(range)
    const unit = fromHour < dependencies.clock() / hourMs - (tokenHoursKeptDays - 1) * 24 ? 24 : 1
    const tokensFrom = Math.ceil(fromHour / unit) * unit
    return {
      beginsAt: fromHour * hourMs,
      endsAt: untilHour * hourMs,
      by,
      ...sumUp(counts, { by, fromHour, untilHour }),
      tokens: await listTokens({ ...range, fromHour: tokensFrom }, unit, dependencies),
      tokensBeginAt: tokensFrom * hourMs,
      uncounted: uncounted > mostUncounted ? uncounted : 0,
      ...(latency === undefined || reach === 'account' ? {} : { latency: latency() }),
    }
  },
})

interface Range {
  readonly by: 'hour' | 'day'
  readonly fromHour: number
  readonly untilHour: number
}

/** Rounds the span of an input to whole intervals. */
function chooseRange({ since, until, by = 'hour', utcOffsetMinutes = 0 }: Static<typeof input>, now: number): Range {
  const offsetHours = Math.floor(utcOffsetMinutes / 60)
  const length = by === 'hour' ? 1 : 24
  const round = (time: number, roundHours: (hours: number) => number) =>
    roundHours((time / hourMs + offsetHours) / length) * length - offsetHours
  const untilHour = round(until ?? now, Math.ceil)
  const fromHour = since === undefined ? untilHour - defaultHours[by] : round(since, Math.floor)
  if (fromHour >= untilHour) throw createFieldError('since', 'must be before `until`')
  if (untilHour - fromHour > longestHours[by]) {
    const days = longestHours[by] / 24
    const instead = by === 'hour' ? '; by day it may be longer' : ''
    throw createFieldError('since', `must be at most ${days} days before \`until\`, by ${by}${instead}`)
  }
  return { by, fromHour: Math.max(0, fromHour), untilHour }
}

type Counts = Record<AuditOutcome, number>

function createCounts(): Counts {
  return { allowed: 0, denied: 0, failed: 0 }
}

function sumUp(counts: readonly HourCount[], { by, fromHour, untilHour }: Range) {
  const length = by === 'hour' ? 1 : 24
  const intervals = Array.from({ length: Math.ceil((untilHour - fromHour) / length) }, (_, place) => ({
    at: (fromHour + place * length) * hourMs,
    ...createCounts(),
  }))
  const totals = createCounts()
  const codes = new Map<string, number>()
  const byAction = new Map<HourCount['action'] | null, Counts>()
  for (const { hour, outcome, action = null, code, count } of counts) {
    const interval = intervals[Math.floor((hour - fromHour) / length)]
    if (interval !== undefined) interval[outcome] += count
    totals[outcome] += count
    if (code !== undefined) codes.set(code, (codes.get(code) ?? 0) + count)
    const own = byAction.get(action) ?? createCounts()
    own[outcome] += count
    byAction.set(action, own)
  }
  const sum = (one: Counts) => auditOutcomes.reduce((all, outcome) => all + one[outcome], 0)
  return {
    intervals,
    totals,
    refusals: [...codes].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count),
    actions: [...byAction]
      .map(([action = null, own]) => ({ action, ...own }))
      .sort((one, other) => sum(other) - sum(one)),
  }
}

async function listTokens(
  range: { readonly accountId: string | undefined; readonly fromHour: number; readonly untilHour: number },
  unit: 1 | 24,
  { statistics, tokens, accountId }: Needs<'statistics' | 'tokens' | 'accountId'>,
) {
  const busiest = await statistics.listBusiest(range, unit, busiestTokens)
  return Promise.all(
    busiest.map(async ({ tokenId: id, ...counts }) => {
      const name = (await tokens.find(accountId, id))?.name
      return { id, ...(name === undefined ? {} : { name }), ...counts }
    }),
  )
}
