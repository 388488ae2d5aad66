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

/** A key may have 1,024 characters, and eleven columns share the line. */
const longestCell = 60

const head = ['TIME', 'OUTCOME', 'OPERATION', 'ACTION', 'BUCKET', 'KEY', 'ACL', 'SECONDS', 'TOKEN', 'CLIENT', 'CODE']

function formatRow(event: AuditFields): string[] {
  const { at, outcome, operation, action, bucket, key, acl, expiresInSeconds, tokenId, clientAddress, code } = event
  const cells = [outcome, operation, action, bucket, key, acl, expiresInSeconds, tokenId, clientAddress, code]
  return [formatTime(Date.parse(String(at))), ...cells.map((cell) => String(cell ?? '-'))]
}
