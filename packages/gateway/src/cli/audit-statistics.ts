import { showStatistics } from '../admin/show-statistics.ts'
import { countNoun } from '../core/count-noun.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { createFieldOption, parseMoment } from './option-parsers.ts'
import { formatTable, formatTime } from './output.ts'
import { runActs } from './run-on-state.ts'

interface StatisticsOptions extends AccountOptions {
  readonly since?: number
  readonly until?: number
  readonly by?: 'hour' | 'day'
  readonly anonymous?: boolean
}

type Statistics = Awaited<ReturnType<typeof showStatistics.run>>
type Counts = Statistics['totals']

const parsePast = (text: string) => parseMoment(text, Date.now())

/** `signpost audit statistics`: counts requests and their outcomes. */
export const auditStatistics = createAccountCommand(
  'statistics',
  'count requests by hour or day, by reason and by action',
)
  .option('--since <time>', 'from the hour or day of this time on: 24h, 30d, a date or a time', parsePast)
  .option('--until <time>', 'up to the hour or day of this time', parsePast)
  .addOption(createFieldOption('--by <interval>', showStatistics.input.properties.by))
  .option('--anonymous', 'requests without a known token, which belong to no account')
  .action(async (options: StatisticsOptions) => {
    await runActs(options, async (dependencies, output) => {
      const { since, until, by, anonymous } = options
      const statistics = await showStatistics.run({ since, until, by, anonymous }, dependencies)
      if (statistics.uncounted > 0)
        output.note(
          `The figures lack ${countNoun(statistics.uncounted, 'event')}, which Signpost has yet to count: run this again.`,
        )
      output.result(statistics, describe(statistics))
    })
  })

/** Describes the counts, without intervals in which nothing happened. */
function describe({ intervals, totals, refusals, actions, tokens }: Statistics): string {
  const busy = intervals.filter(({ allowed, denied, failed }) => allowed + denied + failed > 0)
  if (busy.length === 0) return 'There were no requests in this time.'
  return [
    tabulate('FROM', [...busy.map((one) => [formatTime(one.at), one] as const), ['all', totals]]),
    tabulate(
      'ACTION',
      actions.map((one) => [one.action ?? '-', one]),
    ),
    ...(tokens.length === 0
      ? []
      : [
          tabulate(
            'TOKEN',
            tokens.map((one) => [one.name ?? one.id, one]),
          ),
        ]),
    ...(refusals.length === 0
      ? []
      : [formatTable([['REASON', 'REQUESTS'], ...refusals.map(({ code, count }) => [code, String(count)])])]),
  ].join('\n\n')
}

function tabulate(what: string, rows: readonly (readonly [string, Counts])[]): string {
  const cells = rows.map(([name, { allowed, denied, failed }]) => [name, ...[allowed, denied, failed].map(String)])
  return formatTable([[what, 'ALLOWED', 'DENIED', 'FAILED'], ...cells])
}
