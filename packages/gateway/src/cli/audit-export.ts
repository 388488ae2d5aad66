import { Option } from 'commander'
import { type AuditFields, auditFields, parseAuditFilter, toAuditFields } from '../admin/list-audit-events.ts'
import type { AuditEntry } from '../core/model.ts'
import type { AuditFilter, AuditRepository } from '../core/ports.ts'
import { type AuditOptions, createAuditCommand, toFilterInput } from './audit-options.ts'
import { formatCsvLine } from './csv.ts'
import { type Output, writeStream } from './output.ts'
import { formatJson } from './printable-text.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends AuditOptions {
  readonly format?: 'csv' | 'ndjson'
}

/** Events that are in memory at once. */
const pageSize = 1000

/** `signpost audit export`: everything that the filters leave, oldest first, as it is read. */
export const auditExport = createAuditCommand('export', 'write what was allowed and denied, oldest first')
  .addOption(new Option('--format <format>', 'csv or ndjson; with --json, one JSON array').choices(['csv', 'ndjson']))
  .action(async (options: Options) => {
    const format = options.json === true ? 'json' : options.format
    if (format === undefined) throw new Error('Choose a --format: csv or ndjson')
    await runOnState(options, async ({ database, account }, output) => {
      // What is recorded meanwhile is for the next export; otherwise one of a busy gateway would not end.
      const filter = { until: Date.now(), ...parseAuditFilter(toFilterInput(options), account.id) }
      await writeStream(writePages(readPages(database.audit, filter, output), formats[format]))
    })
  })

type Pages = AsyncIterable<readonly AuditEntry[]>

async function* readPages(audit: AuditRepository, filter: AuditFilter, output: Output): Pages {
  let count = 0
  let last: AuditEntry | undefined
  do {
    const after = last === undefined ? {} : { after: last }
    const page = await audit.list({ ...filter, ...after, order: 'oldest', limit: pageSize })
    last = page.length === pageSize ? page.at(-1) : undefined
    count += page.length
    output.progress(`${count.toLocaleString('en')} events`)
    yield page
  } while (last !== undefined)
  if (process.stderr.isTTY) output.note(`${count.toLocaleString('en')} events`)
}

/** How a format writes events: each as a text, and what stands before, between and after them. */
interface Format {
  toText(event: AuditFields): string
  readonly before: string
  readonly between: string
  readonly after: string
}

const formats: Readonly<Record<'csv' | 'ndjson' | 'json', Format>> = {
  csv: {
    toText: (event) => formatCsvLine(Object.values(event)),
    before: formatCsvLine(auditFields),
    between: '',
    after: '',
  },
  ndjson: { toText: (event) => `${formatJson(event)}\n`, before: '', between: '', after: '' },
  json: { toText: (event) => formatJson(event), before: '[', between: ',\n', after: ']\n' },
}

/** Writes a page at a time. */
async function* writePages(pages: Pages, { toText, before, between, after }: Format): AsyncIterable<string> {
  let isFirst = true
  for await (const page of pages) {
    if (page.length === 0) continue
    yield (isFirst ? before : between) + page.map((entry) => toText(toAuditFields(entry))).join(between)
    isFirst = false
  }
  yield isFirst ? before + after : after
}
