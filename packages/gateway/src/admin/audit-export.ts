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

/** Events that are in memory at once. */
const pageSize = 1000

/** Where no index helps, so many events are looked through before the next word is heard of it. */
const lookThrough = 20_000

/** An event as it is written. */
type Row = Readonly<Record<string, unknown>>

/** A piece of what is exported, and where it ends. */
interface ExportPage {
  readonly rows: readonly Row[]
  /** Time of the first event; undefined when there is none. */
  readonly from: number | undefined
  /** Where the next piece begins; undefined after the last one. */
  readonly next: AuditPosition | undefined
}

/** What is exported, oldest first. */
export interface ExportSource {
  readonly fields: readonly string[]
  /** Where it ends, epoch milliseconds. */
  readonly until: number
  /** Gives what comes after a place. */
  read(after: AuditPosition | undefined): Promise<ExportPage>
}

const toPage = (after: AuditPosition | undefined) =>
  ({ ...(after === undefined ? {} : { after }), order: 'oldest', limit: pageSize }) as const

/**
 * The events of requests that a filter leaves, as far as they are there now: otherwise the export of a busy gateway would not end.
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

/** What administration changed, as {@link exportRequests} gives the events of requests. */
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

/** The forms in which events are written: CSV with a head, a JSON object a line, or one JSON value. */
export type ExportFormat = 'csv' | 'ndjson' | 'json'

/** How far an export is. */
export interface ExportProgress {
  /** How many events were written. */
  readonly count: number
  /** Time of the first event, and of the last one that was looked at; undefined before there is any. */
  readonly from: number | undefined
  readonly at: number | undefined
}

/**
 * Writes events a piece at a time, as they are read: so it needs no more memory for a larger log.
 * @param onProgress is told after each piece
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
    // Neither SQLite nor a file takes a turn of the event loop, in which a signal would be heard.
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

/** How a format writes events: each as a text, and what stands before, between and after them. */
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

/** What has fields of its own is JSON in its cell. */
function toCell(value: unknown): string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number'
    ? value
    : JSON.stringify(toJsonValue(value))
}
