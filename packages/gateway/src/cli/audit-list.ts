import { type AuditFields, listAuditEvents } from '../admin/list-audit-events.ts'
import { type AuditOptions, createAuditCommand, toFilterInput } from './audit-options.ts'
import { addListing } from './list-command.ts'
import { formatTable, formatTime } from './output.ts'

/** `signpost audit list`: what was allowed and denied, newest first, page by page. */
export const auditList = addListing<AuditOptions>(
  createAuditCommand('list', 'list what was allowed and denied, newest first'),
  async ({ input, dependencies }, options) => {
    const page = await listAuditEvents.run({ ...toFilterInput(options), ...input }, dependencies)
    const rows = page.events.map(formatRow)
    return { page, text: rows.length === 0 ? 'There are no such events.' : formatTable([head, ...rows], longestCell) }
  },
)

/** A key may have 1,024 characters, and twelve columns share the line. */
const longestCell = 60

const columns = {
  outcome: 'OUTCOME',
  operation: 'OPERATION',
  action: 'ACTION',
  bucket: 'BUCKET',
  key: 'KEY',
  acl: 'ACL',
  expiresInSeconds: 'SECONDS',
  tokenId: 'TOKEN',
  clientAddress: 'CLIENT',
  code: 'CODE',
  count: 'COUNT',
} as const satisfies Partial<Record<keyof AuditFields, string>>

const names = Object.keys(columns) as (keyof typeof columns)[]
const head = ['TIME', ...Object.values(columns)]

function formatRow(event: AuditFields): string[] {
  return [formatTime(Date.parse(String(event.at))), ...names.map((name) => String(event[name] ?? '-'))]
}
