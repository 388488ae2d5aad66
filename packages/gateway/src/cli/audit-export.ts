import { Option } from 'commander'
import { auditFields, parseAuditFilter, toAuditFields } from '../admin/list-audit-events.ts'
import type { AuditEntry } from '../core/model.ts'
import type { AuditFilter, AuditRepository } from '../core/ports.ts'
import { type AuditOptions, createAuditCommand, toFilterInput } from './audit-options.ts'
import { formatCsvLine } from './csv.ts'
import { writeStream } from './output.ts'
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
    await runOnState(options, async ({ database, account }) => {
      // What is recorded meanwhile is for the next export; otherwise one of a busy gateway would not end.
      const filter = { until: Date.now(), ...parseAuditFilter(toFilterInput(options), account.id) }
      await writeStream(writers[format](readPages(database.audit, filter)))
    })
  })

type Pages = AsyncIterable<readonly AuditEntry[]>

async function* readPages(database: AuditRepository, filter: AuditFilter): Pages {
  const progress = createProgress()
  let last: AuditEntry | undefined
  do {
    const after: { after?: AuditEntry } = last === undefined ? {} : { after: last }
    const page = await database.list({ ...filter, ...after, order: 'oldest', limit: pageSize })
    last = page.length === pageSize ? page.at(-1) : undefined
    progress.add(page.length)
    yield page
  } while (last !== undefined)
  progress.end()
}

/** Each format as text, a page at a time. */
const writers: Readonly<Record<'csv' | 'ndjson' | 'json', (pages: Pages) => AsyncIterable<string>>> = {
  async *csv(pages) {
    yield formatCsvLine(auditFields)
    for await (const page of pages) {
      yield page.map((entry) => formatCsvLine(Object.values(toAuditFields(entry)))).join('')
    }
  },
  async *ndjson(pages) {
    for await (const page of pages) {
      yield page.map((entry) => `${formatJson(toAuditFields(entry))}\n`).join('')
    }
  },
  async *json(pages) {
    let separator = '['
    for await (const page of pages) {
      if (page.length === 0) continue
      yield separator + page.map((entry) => formatJson(toAuditFields(entry))).join(',\n')
      separator = ',\n'
    }
    yield separator === '[' ? '[]\n' : ']\n'
  },
}

/** A line on standard error that tells how far it got, when a person looks on. */
function createProgress() {
  const { stderr } = process
  let events = 0
  let shownAt = 0
  const show = (end: string) => stderr.write(`\r${events.toLocaleString('en')} events${end}`)
  return {
    add(count: number): void {
      events += count
      if (!stderr.isTTY || performance.now() - shownAt < 200) return
      shownAt = performance.now()
      show('')
    },
    end(): void {
      if (stderr.isTTY) show('\n')
    },
  }
}
