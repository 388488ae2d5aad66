import type { AuditFields } from '../admin/audit-event-record.ts'
import { listAccounts } from '../admin/list-accounts.ts'
import { type AdministrationFields, listAdministrationEvents } from '../admin/list-administration-events.ts'
import { listAuditEvents } from '../admin/list-audit-events.ts'
import { type AuditOptions, createAuditCommand, toAdministrationFilterInput, toFilterInput } from './audit-options.ts'
import { describeFieldChanges } from './describe-fields.ts'
import { addListing, type ListContext } from './list-command.ts'
import { formatTable, formatTime } from './output.ts'

/** `signpost audit list`: lists the events of requests, or of administration, newest first, page by page. */
export const auditList = addListing<AuditOptions>(
  createAuditCommand('list', 'list the events of requests, or of administration, newest first'),
  (context, options) => (options.kind === 'administration' ? listChanges : listRequests)(context, options),
)

async function listRequests({ input, dependencies }: ListContext, options: AuditOptions) {
  const page = await findRequests({ input, dependencies }, options)
  // Most installations have no client tokens.
  const shown = names.filter((name) => name !== 'clientToken' || page.events.some((event) => event[name] !== null))
  const head = ['TIME', ...shown.map((name) => columns[name])]
  const rows = page.events.map((event) => formatRow(event, shown))
  return {
    page,
    text:
      rows.length === 0
        ? nothing
        : formatTable([head, ...rows], { longest: longestCell, whole: ['TIME'], extra: extraColumns }),
  }
}

/** Reads on until the page is full, even if each read scans only a part of the log: a user at a terminal can wait. */
async function findRequests(
  { input, dependencies }: Pick<ListContext, 'input' | 'dependencies'>,
  options: AuditOptions,
) {
  const filter = toFilterInput(options)
  const { limit = 50 } = input
  let page = await listAuditEvents.run({ ...filter, ...input }, dependencies)
  const events = [...page.events]
  while (page.nextCursor !== null && events.length < limit) {
    const rest = { limit: limit - events.length, cursor: page.nextCursor }
    page = await listAuditEvents.run({ ...filter, ...rest }, dependencies)
    events.push(...page.events)
  }
  return { events, nextCursor: page.nextCursor }
}

async function listChanges({ input, dependencies }: ListContext, options: AuditOptions) {
  const filter = toAdministrationFilterInput(options)
  const page = await listAdministrationEvents.run({ ...filter, ...input }, dependencies)
  const { accounts } = await listAccounts.run({ limit: 1000 }, dependencies)
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  const rows = page.events.map((event) => formatChange(event, names))
  return {
    page,
    text:
      rows.length === 0
        ? nothing
        : formatTable([changeHead, ...rows], { longest: longestChange, whole: ['TIME'], extra: ['ACCOUNT'] }),
  }
}

const nothing = 'There are no such events.'

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
  clientToken: 'CLIENT TOKEN',
  clientAddress: 'CLIENT',
  code: 'CODE',
  count: 'COUNT',
} as const satisfies Partial<Record<keyof AuditFields, string>>

/** Columns that a narrow terminal omits. */
const extraColumns = ['ACL', 'SECONDS', 'COUNT', 'OPERATION', 'CODE', 'CLIENT', 'CLIENT TOKEN', 'TOKEN']

const names = Object.keys(columns) as (keyof typeof columns)[]

function formatRow(event: AuditFields, shown: typeof names): string[] {
  return [formatTime(Date.parse(String(event.at))), ...shown.map((name) => String(event[name] ?? '-'))]
}

/** A new credential has a dozen fields. */
const longestChange = 300

const changeHead = ['TIME', 'WHO', 'ACT', 'ACCOUNT', 'NAME', 'CHANGES']

function formatChange(event: AdministrationFields, accounts: ReadonlyMap<string, string>): string[] {
  const { at, actor, act, accountId, targetName, changes } = event
  const account = accountId === null ? '-' : (accounts.get(accountId) ?? accountId)
  const words = describeFieldChanges(changes.filter(({ field }) => field !== 'name' || changes.length === 1))
  return [formatTime(Date.parse(at)), actor, act, account, targetName, words]
}
