import { pruneAuditLog } from '../admin/prune-audit-log.ts'
import { formatCount } from '../core/count-noun.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { doInterruptibly } from './interruption.ts'
import { parseMoment } from './option-parsers.ts'
import { formatTime } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs } from './run-on-state.ts'

interface Options extends CommonOptions {
  readonly olderThan: number
  readonly yes?: boolean
}

/** `signpost audit prune`: deletes old events now, while servers keep running. */
export const auditPrune = createCommand(
  'prune',
  'delete old events of every account, including those of administration',
)
  .requiredOption(
    '--older-than <time>',
    'how old: 90d or 1y; or a date (2027-01-31): events from before it are deleted',
    (text) => parseMoment(text, Date.now()),
  )
  .option('--yes', 'do not ask for confirmation')
  .addHelpText(
    'after',
    '\nGateways delete events older than auditRetentionDays automatically. This command does it once.',
  )
  .action(async ({ olderThan: before, ...options }: Options) => {
    await runActs(options, async (dependencies, output) => {
      const moment = `${formatTime(before)} UTC`
      const question = `Delete the audit events of every account, and those of administration, from before ${moment}? This cannot be undone.`
      await confirmDestruction(question, options)
      const pruned = await doInterruptibly(
        'The events deleted so far are gone, and the log records this. Run it again to delete the rest.',
        output,
        (signal) => {
          function onProgress(done: number, total: number, deleted = 0): void {
            output.progress(done, total, `Deleted ${formatCount(deleted)} events`)
            signal.throwIfAborted()
          }
          return pruneAuditLog.run({ before }, { ...dependencies, onProgress })
        },
      )
      const { requests, administration } = pruned
      output.result(
        pruned,
        `Deleted ${formatCount(requests)} events of requests and ${formatCount(administration)} of administration from before ${moment}.`,
      )
    })
  })
