import { Type } from 'typebox'
import type { AuditEntry } from '../core/model.ts'
import { defineAct } from './act.ts'
import { auditEventRecord, toAuditFields } from './audit-event-record.ts'
import { auditFilterInput, readAuditFilter } from './audit-filter.ts'
import type { Needs } from './dependencies.ts'
import { nextCursorField, pageFields, parseRowNumber, readPageBy } from './page.ts'

/** Where no index has all filters, a page looks through so many events, which takes a fraction of a second. */
const lookThrough = 100_000

/** Lists what was allowed and denied, newest first. */
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
        description: `Where no index has all filters, a page looks through ${lookThrough.toLocaleString('en')} events. When it ended there: the time of the last of them; ISO 8601. The next page goes on from there, however few events this one has`,
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
