import { InvalidArgumentError } from 'commander'
import type { AuditEntry } from '../core/model.ts'
import type { AuditPosition } from '../core/ports.ts'
import { describeAuditEntry } from './audit-fields.ts'
import { type AuditOptions, createAuditCommand, formatCursor, parseCursor, toAuditFilter } from './audit-options.ts'
import { formatTable, formatTime } from './output.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends AuditOptions {
  readonly limit: number
  readonly cursor?: AuditPosition
}

/** `signpost audit list`: what was allowed and denied, newest first, page by page. */
export const auditList = createAuditCommand('list', 'list what was allowed and denied, newest first')
  .option('--limit <count>', 'events of one page, 1 to 1000', parseLimit, 50)
  .option('--cursor <cursor>', 'go on where the page that ended with this cursor ended', parseCursor)
  .action(async (options: Options) => {
    await runOnState(options, async ({ database, account }, output) => {
      const { limit, cursor } = options
      const filter = toAuditFilter(options, account.id)
      const after = cursor === undefined ? {} : { after: cursor }
      // One more than is shown tells whether there is another page.
      const found = await database.audit.list({ ...filter, ...after, order: 'newest', limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = found.length > limit ? page.at(-1) : undefined
      const nextCursor = last === undefined ? null : formatCursor(last)
      const text = page.length === 0 ? 'There are no such events.' : formatTable([head, ...page.map(formatRow)])
      output.result({ events: page.map(describeAuditEntry), nextCursor }, text)
      if (nextCursor !== null && options.json !== true) output.note(`There are more: --cursor ${nextCursor}`)
    })
  })

const head = ['TIME', 'OUTCOME', 'OPERATION', 'ACTION', 'BUCKET', 'KEY', 'ACL', 'SECONDS', 'TOKEN', 'CLIENT', 'CODE']

function formatRow(entry: AuditEntry): string[] {
  return [
    formatTime(entry.at),
    entry.outcome,
    entry.operation,
    entry.action ?? '-',
    entry.bucket ?? '-',
    formatKey(entry.key),
    entry.acl ?? '-',
    String(entry.expiresInSeconds ?? '-'),
    entry.tokenId ?? '-',
    entry.clientAddress,
    entry.code ?? '-',
  ]
}

const longestKey = 60

/** A key is a client's text: nothing in it may steer the terminal, and a long one is cut. */
function formatKey(key: string | undefined): string {
  if (key === undefined) return '-'
  const shown = key.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)
  return shown.length > longestKey ? `${shown.slice(0, longestKey)}…` : shown
}

function parseLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > 1000) throw new InvalidArgumentError('Write a whole number from 1 to 1000.')
  return limit
}
