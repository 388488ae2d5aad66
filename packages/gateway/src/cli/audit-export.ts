import { setImmediate as nextTurn } from 'node:timers/promises'
import { Option } from 'commander'
import {
  administrationFields,
  parseAdministrationFilter,
  toAdministrationFields,
} from '../admin/list-administration-events.ts'
import { auditFields, parseAuditFilter, toAuditFields } from '../admin/list-audit-events.ts'
import { toJsonValue } from '../admin/to-json-value.ts'
import type { AuditPosition } from '../core/audit-ports.ts'
import type { State } from '../open-state.ts'
import { type AuditOptions, createAuditCommand, toAdministrationFilterInput, toFilterInput } from './audit-options.ts'
import { formatCsvLine } from './csv.ts'
import { doInterruptibly } from './interruption.ts'
import { formatTime, type Output, writeStream } from './output.ts'
import { formatJson } from './printable-text.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends AuditOptions {
  readonly format?: 'csv' | 'ndjson'
}

/** Events that are in memory at once. */
const pageSize = 1000

/** `signpost audit export`: everything that the filters leave, oldest first, as it is read. */
export const auditExport = createAuditCommand(
  'export',
  'write what was allowed and denied, or what was changed, oldest first',
)
  .addOption(new Option('--format <format>', 'csv or ndjson; with --json, one JSON value').choices(['csv', 'ndjson']))
  .action(async (options: Options) => {
    const format = options.json === true ? 'json' : options.format
    if (format === undefined) throw new Error('Choose a --format: csv or ndjson')
    await runOnState(options, async (state, output) => {
      const source = chooseSource(options, state)
      const lines = writePages(readPages(source, output), describeFormat(format, source.fields))
      await doInterruptibly('What was written ends early: the export is not whole.', output, (signal) =>
        writeStream(lines, signal),
      )
    })
  })

/** An event as it is written. */
type Row = Readonly<Record<string, unknown>>

/** Gives a page from after a place: each event's place, and the event. */
type ListPage = (after: AuditPosition | undefined) => Promise<readonly (readonly [AuditPosition, Row])[]>

/** What is exported. */
interface Source {
  readonly fields: readonly string[]
  readonly list: ListPage
  /** Where it ends, epoch milliseconds. */
  readonly until: number
}

function chooseSource(options: AuditOptions, { database, account }: State): Source {
  // What is recorded meanwhile is for the next export; otherwise one of a busy gateway would not end.
  const until = Date.now()
  const page = (after: AuditPosition | undefined) => {
    return { ...(after === undefined ? {} : { after }), order: 'oldest', limit: pageSize } as const
  }
  if (options.kind === 'administration') {
    const filter = { until, ...parseAdministrationFilter(toAdministrationFilterInput(options), account.id) }
    const list: ListPage = async (after) => {
      const entries = await database.administration.list({ ...filter, ...page(after) })
      return entries.map((entry) => [entry, toAdministrationFields(entry)])
    }
    return { fields: administrationFields, list, until: filter.until }
  }
  const filter = { until, ...parseAuditFilter(toFilterInput(options), account.id) }
  const list: ListPage = async (after) => {
    const entries = await database.audit.list({ ...filter, ...page(after) })
    return entries.map((entry) => [entry, toAuditFields(entry)])
  }
  return { fields: auditFields, list, until: filter.until }
}

type Pages = AsyncIterable<readonly Row[]>

async function* readPages({ list, until }: Source, output: Output): Pages {
  let count = 0
  let from: number | undefined
  let last: AuditPosition | undefined
  do {
    const page = await list(last)
    // Neither SQLite nor a file takes a turn of the event loop, in which a signal would be heard.
    await nextTurn()
    last = page.length === pageSize ? page.at(-1)?.[0] : undefined
    count += page.length
    from ??= page[0]?.[0].at
    // Counting them first would take as long as the export; their times tell as well how far it is.
    if (last !== undefined && from !== undefined) {
      const text = `Exported ${count.toLocaleString('en')} events, up to ${formatTime(last.at)}`
      output.progress(last.at - from, until - from, text)
    }
    yield page.map(([, row]) => row)
  } while (last !== undefined)
  if (process.stderr.isTTY) output.note(`Exported ${count.toLocaleString('en')} events`)
}

/** How a format writes events: each as a text, and what stands before, between and after them. */
interface Format {
  toText(event: Row): string
  readonly before: string
  readonly between: string
  readonly after: string
}

function describeFormat(format: 'csv' | 'ndjson' | 'json', fields: readonly string[]): Format {
  const toJson = (event: Row) => formatJson(toJsonValue(event))
  if (format === 'ndjson') return { toText: (event) => `${toJson(event)}\n`, before: '', between: '', after: '' }
  if (format === 'json') return { toText: toJson, before: '{"events":[', between: ',\n', after: ']}\n' }
  const toText = (event: Row) => formatCsvLine(fields.map((field) => toCell(event[field])))
  return { toText, before: formatCsvLine(fields), between: '', after: '' }
}

/** What has fields of its own is JSON in its cell. */
function toCell(value: unknown): string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
    ? value
    : JSON.stringify(toJsonValue(value))
}

/** Writes a page at a time. */
async function* writePages(pages: Pages, { toText, before, between, after }: Format): AsyncIterable<string> {
  let isFirst = true
  for await (const page of pages) {
    if (page.length === 0) continue
    yield (isFirst ? before : between) + page.map(toText).join(between)
    isFirst = false
  }
  yield isFirst ? before + after : after
}
