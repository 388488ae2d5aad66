import { isIP } from 'node:net'
import { type Static, Type } from 'typebox'
import { actions } from '../core/actions.ts'
import type { AuditFilter } from '../core/audit-ports.ts'
import { type AuditEntry, auditOutcomes } from '../core/model.ts'
import { readRequestTime } from '../core/request-id.ts'
import type { Given } from './act.ts'
import { requireInstallation } from './authorize.ts'
import { compileInputCheck, createFieldError } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, tokenIdField } from './fields.ts'

/** What narrows a reading of the audit log. */
export const auditFilterInput = Type.Object({
  since: Type.Optional(defineTime('From then on')),
  until: Type.Optional(defineTime('Before then')),
  bucket: Type.Optional(Type.String({ description: 'Of this bucket' })),
  keyPrefix: Type.Optional(Type.String({ description: 'Of keys that begin like this' })),
  tokenId: Type.Optional(tokenIdField),
  clientToken: Type.Optional(
    Type.String({
      description: 'Of this client token, by its fingerprint',
      pattern: '^[0-9a-f]{16}$',
      'x-rule': 'must be the fingerprint of a client token (16 hexadecimal digits), not the token',
    }),
  ),
  action: Type.Optional(Type.Enum([...actions], { description: 'Of this action' })),
  outcome: Type.Optional(Type.Enum([...auditOutcomes], { description: 'With this outcome' })),
  code: Type.Optional(
    Type.String({ description: 'With this error code, such as token_not_allowed', minLength: 1, maxLength: 64 }),
  ),
  requestId: Type.Optional(
    Type.String({ description: 'Of this request, by its `x-request-id`', minLength: 1, maxLength: 64 }),
  ),
  clientAddress: Type.Optional(
    Type.String({ description: 'Of this client address, as the events have it', minLength: 1, maxLength: 64 }),
  ),
  search: Type.Optional(
    Type.String({
      description:
        'A request id, a client address, the id of a token or the fingerprint of a client token; else a bucket (`photos`, `photos/2026/`), or what keys begin with',
      minLength: 1,
      maxLength: 1100,
    }),
  ),
  anonymous: Type.Optional(
    Type.Boolean({ description: 'Of requests without a known token, which belong to no account' }),
  ),
})

/** A filter as somebody gives it. */
export type AuditFilterInput = Static<typeof auditFilterInput>

const checkFilter = compileInputCheck(auditFilterInput)

/**
 * The filter for the events of an account, or for those of nobody.
 * @throws AppError `invalid_request`; `role_not_sufficient` for the events of nobody, where only one account is in reach
 */
export async function readAuditFilter(
  input: Given<AuditFilterInput>,
  dependencies: Needs<'audit' | 'accountId' | 'reach'>,
): Promise<AuditFilter> {
  const { anonymous = false, search, ...filter } = checkFilter(input)
  if (anonymous) requireInstallation('Events of requests without a known token', dependencies)
  const accountId = anonymous ? undefined : dependencies.accountId
  if (search === undefined) return { ...filter, accountId }
  const found = await readSearch(search.trim(), filter, { ...dependencies, accountId })
  for (const name of Object.keys(found)) {
    if (Object.hasOwn(filter, name)) throw createFieldError('search', `stands for \`${name}\`, which is given, too`)
  }
  return { ...filter, ...found, accountId }
}

/** Whether a filter leaves an event: for those who have the event already. */
export function fitsAuditFilter(entry: AuditEntry, filter: AuditFilter): boolean {
  const { since = 0, until = Number.POSITIVE_INFINITY, keyPrefix = '', accountId, ...exact } = filter
  if (entry.accountId !== accountId || entry.at < since || entry.at >= until) return false
  if (!(entry.key ?? '').startsWith(keyPrefix)) return false
  return Object.entries(exact).every(([name, value]) => entry[name as keyof typeof exact] === value)
}

type SearchedFields = Partial<
  Pick<AuditFilter, 'requestId' | 'clientAddress' | 'tokenId' | 'clientToken' | 'bucket' | 'keyPrefix'>
>

/** What a text stands for, by its form. That a word is a bucket is asked of the log: one look at an index. */
async function readSearch(
  text: string,
  { bucket }: AuditFilterInput,
  { audit, accountId }: Pick<Needs<'audit'>, 'audit'> & { readonly accountId: string | undefined },
): Promise<SearchedFields> {
  const lowered = text.toLowerCase()
  if (readRequestTime(lowered) !== undefined) return { requestId: lowered }
  if (isIP(text.replace(/\/\d{1,3}$/, '')) !== 0) return { clientAddress: lowered }
  if (/^tok_\w{1,64}$/.test(text)) return { tokenId: text }
  if (/^[0-9a-f]{16}$/.test(text)) return { clientToken: text }
  const slash = text.indexOf('/')
  const [name, rest] = slash === -1 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)]
  const isBucket = async () => (await audit.list({ accountId, bucket: name, order: 'newest', limit: 1 })).length > 0
  if (bucket === undefined && name !== '' && (await isBucket())) {
    return rest === '' ? { bucket: name } : { bucket: name, keyPrefix: rest }
  }
  return { keyPrefix: text }
}
