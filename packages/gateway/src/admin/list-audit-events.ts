import { Type } from 'typebox'
import { formatCount } from '../core/count-noun.ts'
import type { AuditEntry } from '../core/model.ts'
import { defineAct } from './act.ts'
import { auditEventRecord, toAuditFields } from './audit-event-record.ts'
import { auditFilterInput, readAuditFilter } from './audit-filter.ts'
import type { Needs } from './dependencies.ts'
import { nextCursorField, pageFields, parseRowNumber, readPageBy } from './page.ts'

/** If no index covers all filters, a page scans at most this many events, which takes a fraction of a second. */
const lookThrough = 100_000

/** Lists the allowed and denied requests, newest first. */
export const listAuditEvents = defineAct({
  name: 'list_audit_events',
  summary: 'List what was allowed and denied, newest first',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ ...auditFilterInput.properties, ...pageFields }),
  result: Type.Object({
    events: Type.Array(auditEventRecord),
    nextCursor: nextCursorField,
    searchedTo: Type.Optional(
      Type.String({
        description: `If no index covers all filters, a page scans at most ${formatCount(lookThrough)} events. If the scan ended there, this is the time of the last scanned event (ISO 8601), and the next page continues from it, even if this page has few events or none`,
      }),
    ),
  }),
  async run({ limit, cursor, ...input }, dependencies: Needs<'audit' | 'accountId' | 'reach'>) {
    const page = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) }
    const filter = await readAuditFilter(input, dependencies)
    const toPlace = ({ at, id }: AuditEntry) => ({ time: at, id: String(id) })
    let stoppedAt: Pick<AuditEntry, 'at' | 'id'> | undefined
    const { rows, nextCursor } = await readPageBy(page, toPlace, async (probeLimit, place) => {
      const position = place === undefined ? {} : { after: { at: place.time, id: parseRowNumber(place.id) } }
      const query = { ...filter, ...position, order: 'newest', limit: probeLimit } as const
      const found = await dependencies.audit.search(query, lookThrough)
      stoppedAt = found.stoppedAt
      return found.entries
    })
    const events = rows.map(toAuditFields)
    if (stoppedAt === undefined) return { events, nextCursor }
    const { at, id } = stoppedAt
    return { events, nextCursor: `${at}.${id}`, searchedTo: new Date(at).toISOString() }
  },
})
