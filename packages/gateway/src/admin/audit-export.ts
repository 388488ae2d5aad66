import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditPosition } from '../core/audit-ports.ts'
import { formatJson } from '../core/printable-text.ts'
import type { Given } from './act.ts'
import { auditFields, toAuditFields } from './audit-event-record.ts'
import { type AuditFilterInput, readAuditFilter } from './audit-filter.ts'
import { formatCsvLine } from './csv.ts'
import type { Needs } from './dependencies.ts'
import {
  administrationFields,
  parseAdministrationFilter,
  toAdministrationFields,
} from './list-administration-events.ts'
import { toJsonValue } from './to-json-value.ts'

/** How many events are in memory at once. */
const pageSize = 1000

/** Where no index helps: how many events are scanned before the export reports its progress again. */
const lookThrough = 20_000

/** An event in the form in which it is written. */
type Row = Readonly<Record<string, unknown>>

/** One page of an export, and where the next one begins. */
interface ExportPage {
  readonly rows: readonly Row[]
  /** Time of the first event; undefined when there is none. */
  readonly from: number | undefined
  /** Where the next page begins; undefined after the last page. */
  readonly next: AuditPosition | undefined
}

/** The events of an export, oldest first. */
export interface ExportSource {
  readonly fields: readonly string[]
  /** The time at which the export ends, in epoch milliseconds. */
  readonly until: number
  /** Reads the page after a position. */
  read(after: AuditPosition | undefined): Promise<ExportPage>
}

const toPage = (after: AuditPosition | undefined) =>
  ({ ...(after === undefined ? {} : { after }), order: 'oldest', limit: pageSize }) as const

/**
 * The events of requests that match a filter, up to now. Without this limit, the export of a busy gateway would never end.
 * @throws AppError as {@link readAuditFilter}
 */
export async function exportRequests(
  input: Given<AuditFilterInput>,
  dependencies: Needs<'audit' | 'accountId' | 'reach' | 'clock'>,
): Promise<ExportSource> {
  const now = dependencies.clock()
  const given = await readAuditFilter(input, dependencies)
  const filter = { ...given, until: Math.min(given.until ?? now, now) }
  return {
    fields: auditFields,
    until: filter.until,
    async read(after) {
      const { entries, stoppedAt } = await dependencies.audit.search({ ...filter, ...toPage(after) }, lookThrough)
      const next = stoppedAt ?? (entries.length === pageSize ? entries.at(-1) : undefined)
      return { rows: entries.map(toAuditFields), from: entries[0]?.at, next }
    },
  }
}

/** The events of administration that match a filter, up to now, like {@link exportRequests}. */
export function exportChanges(
  input: Parameters<typeof parseAdministrationFilter>[0],
  dependencies: Needs<'administration' | 'accountId' | 'reach' | 'clock'>,
): ExportSource {
  const now = dependencies.clock()
  const given = parseAdministrationFilter(input, dependencies)
  const filter = { ...given, until: Math.min(given.until ?? now, now) }
  return {
    fields: administrationFields,
    until: filter.until,
    async read(after) {
      const entries = await dependencies.administration.list({ ...filter, ...toPage(after) })
      const next = entries.length === pageSize ? entries.at(-1) : undefined
      return { rows: entries.map(toAdministrationFields), from: entries[0]?.at, next }
    },
  }
}

/** The formats of an export: CSV with a header line, one JSON object per line, or one JSON value. */
export type ExportFormat = 'csv' | 'ndjson' | 'json'

/** The progress of an export. */
export interface ExportProgress {
  /** How many events were written. */
  readonly count: number
  /** Time of the first event, and of the last event that was scanned. Both are undefined until there is such an event. */
  readonly from: number | undefined
  readonly at: number | undefined
}

/**
 * Writes events page by page as they are read, so that a larger log needs no more memory.
 * @param onProgress is called after each page
 */
export async function* writeExport(
  source: ExportSource,
  format: ExportFormat,
  onProgress: (progress: ExportProgress) => void = () => {},
): AsyncIterable<string> {
  const { toText, before, between, after: end } = describeFormat(format, source.fields)
  let isFirst = true
  let count = 0
  let from: number | undefined
  let after: AuditPosition | undefined
  do {
    const page = await source.read(after)
    // Neither SQLite nor writing a file yields to the event loop, and a signal arrives only in a turn of its own.
    await nextTurn()
    after = page.next
    count += page.rows.length
    from ??= page.from
    onProgress({ count, from, at: after?.at })
    if (page.rows.length === 0) continue
    yield (isFirst ? before : between) + page.rows.map(toText).join(between)
    isFirst = false
  } while (after !== undefined)
  yield isFirst ? before + end : end
}

/** How a format writes events: the text of each event, and the text before, between and after them. */
interface FormatWords {
  toText(event: Row): string
  readonly before: string
  readonly between: string
  readonly after: string
}

function describeFormat(format: ExportFormat, fields: readonly string[]): FormatWords {
  const toJson = (event: Row) => formatJson(toJsonValue(event))
  if (format === 'ndjson') return { toText: (event) => `${toJson(event)}\n`, before: '', between: '', after: '' }
  if (format === 'json') return { toText: toJson, before: '{"events":[', between: ',\n', after: ']}\n' }
  const toText = (event: Row) => formatCsvLine(fields.map((field) => toCell(event[field])))
  return { toText, before: formatCsvLine(fields), between: '', after: '' }
}

/** The CSV cell of a value: an object or a list is written as JSON. */
function toCell(value: unknown): string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
    ? value
    : JSON.stringify(toJsonValue(value))
}
