import { pruneAuditLog } from '../admin/prune-audit-log.ts'
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

/** `signpost audit prune`: deletes old events now, beside running servers. */
export const auditPrune = createCommand('prune', 'delete old events of every account, those of administration too')
  .requiredOption('--older-than <time>', 'how old: 90d, 1y; or a date (2027-01-31): what is from before then', (text) =>
    parseMoment(text, Date.now()),
  )
  .option('--yes', 'do not ask')
  .addHelpText('after', '\nGateways delete what is older than auditRetentionDays by themselves. This is for once.')
  .action(async ({ olderThan: before, ...options }: Options) => {
    await runActs(options, async (dependencies, output) => {
      const moment = `${formatTime(before)} UTC`
      const question = `Delete the audit events from before ${moment}, of every account, and those of administration? They cannot be had back.`
      await confirmDestruction(question, options)
      const pruned = await doInterruptibly(
        'What was deleted is gone, and recorded; run it again for the rest.',
        output,
        (signal) => {
          function onProgress(done: number, total: number, deleted = 0): void {
            output.progress(done, total, `Deleted ${deleted.toLocaleString('en')} events`)
            signal.throwIfAborted()
          }
          return pruneAuditLog.run({ before }, { ...dependencies, onProgress })
        },
      )
      const { requests, administration } = pruned
      output.result(
        pruned,
        `Deleted ${requests.toLocaleString('en')} events of requests and ${administration.toLocaleString('en')} of administration from before ${moment}.`,
      )
    })
  })
