import type { AuditFields } from '../admin/audit-fields.ts'
import { listAuditEvents } from '../admin/list-audit-events.ts'
import { type AuditOptions, createAuditCommand, toFilterInput } from './audit-options.ts'
import { formatTable, formatTime } from './output.ts'
import { addPageOptions, type PageOptions, printPage } from './page-options.ts'
import { runActs } from './run-acts.ts'

/** `signpost audit list`: what was allowed and denied, newest first, page by page. */
export const auditList = addPageOptions(
  createAuditCommand('list', 'list what was allowed and denied, newest first'),
  'events',
).action(async (options: AuditOptions & PageOptions) => {
  await runActs(options, async (dependencies, output) => {
    const { limit, cursor } = options
    const page = await listAuditEvents.run({ ...toFilterInput(options), limit, cursor }, dependencies)
    const rows = page.events.map(formatRow)
    printPage(
      output,
      options,
      page,
      rows.length === 0 ? 'There are no such events.' : formatTable([head, ...rows], longestCell),
    )
  })
})

/** A key may have 1,024 characters, and eleven columns share the line. */
const longestCell = 60

const head = ['TIME', 'OUTCOME', 'OPERATION', 'ACTION', 'BUCKET', 'KEY', 'ACL', 'SECONDS', 'TOKEN', 'CLIENT', 'CODE']

function formatRow(event: AuditFields): string[] {
  const { at, outcome, operation, action, bucket, key, acl, expiresInSeconds, tokenId, clientAddress, code } = event
  const cells = [outcome, operation, action, bucket, key, acl, expiresInSeconds, tokenId, clientAddress, code]
  return [formatTime(Date.parse(String(at))), ...cells.map((cell) => String(cell ?? '-'))]
}
