import { Option } from 'commander'
import { type ExportProgress, exportChanges, exportRequests, writeExport } from '../admin/audit-export.ts'
import { formatCount } from '../core/count-noun.ts'
import { type AuditOptions, createAuditCommand, toAdministrationFilterInput, toFilterInput } from './audit-options.ts'
import { doInterruptibly } from './interruption.ts'
import { formatTime, type Output, writeStream } from './output.ts'
import { runActs } from './run-on-state.ts'

interface Options extends AuditOptions {
  readonly format?: 'csv' | 'ndjson'
}

/** `signpost audit export`: writes every matching event, oldest first, as it is read. */
export const auditExport = createAuditCommand(
  'export',
  'write the events of requests, or of administration, oldest first',
)
  .addOption(new Option('--format <format>', 'csv or ndjson; with --json, one JSON value').choices(['csv', 'ndjson']))
  .action(async (options: Options) => {
    const format = options.json === true ? 'json' : options.format
    if (format === undefined) throw new Error('Choose a --format: csv or ndjson')
    await runActs(options, async (dependencies, output) => {
      const source =
        options.kind === 'administration'
          ? exportChanges(toAdministrationFilterInput(options), dependencies)
          : await exportRequests(toFilterInput(options), dependencies)
      const lines = writeExport(source, format, (progress) => tellProgress(progress, source.until, output))
      await doInterruptibly('The export ended early, so it is incomplete.', output, (signal) =>
        writeStream(lines, signal),
      )
    })
  })

/** Reports the progress by time. Counting the events first would take as long as the export. */
function tellProgress({ count, from, at }: ExportProgress, until: number, output: Output): void {
  const exported = `Exported ${formatCount(count)} events`
  if (at !== undefined && from !== undefined) {
    output.progress(at - from, until - from, `${exported}, up to ${formatTime(at)}`)
  } else if (at === undefined && process.stderr.isTTY) output.note(exported)
}
