import { isIP } from 'node:net'
import { type Static, Type } from 'typebox'
import { actions } from '../core/actions.ts'
import type { AuditFilter } from '../core/audit-ports.ts'
import { type AuditEntry, auditOutcomes } from '../core/model.ts'
import { readRequestTime } from '../core/request-id.ts'
import type { Given } from './act.ts'
import { requireInstallation } from './authorize.ts'
import { createFieldError, createInputCheck } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, tokenIdField } from './fields.ts'

/** The fields that filter the audit log. */
export const auditFilterInput = Type.Object({
  since: Type.Optional(defineTime('Events from this time on')),
  until: Type.Optional(defineTime('Events before this time')),
  bucket: Type.Optional(Type.String({ description: 'Of this bucket' })),
  keyPrefix: Type.Optional(Type.String({ description: 'Of keys that begin with this prefix' })),
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
        'A request id, a client address, a token’s id or a client token’s fingerprint; otherwise a bucket (`photos`, `photos/2026/`) or a prefix of keys',
      minLength: 1,
      maxLength: 1100,
    }),
  ),
  anonymous: Type.Optional(
    Type.Boolean({ description: 'Of requests without a known token, which belong to no account' }),
  ),
})

/** A filter, as the input of an act has it. */
export type AuditFilterInput = Static<typeof auditFilterInput>

const checkFilter = createInputCheck(auditFilterInput)

/**
 * Reads the filter for the events of an account, or for the events that belong to no account.
 * @throws AppError `invalid_request`; `role_not_sufficient` for events of no account when the administrator reaches only one account
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
    if (Object.hasOwn(filter, name)) throw createFieldError('search', `stands for \`${name}\`, which is set as well`)
  }
  return { ...filter, ...found, accountId }
}

/** Whether an event that was read already matches a filter. */
export function fitsAuditFilter(entry: AuditEntry, filter: AuditFilter): boolean {
  const { since = 0, until = Number.POSITIVE_INFINITY, keyPrefix = '', accountId, ...exact } = filter
  if (entry.accountId !== accountId || entry.at < since || entry.at >= until) return false
  if (!(entry.key ?? '').startsWith(keyPrefix)) return false
  return Object.entries(exact).every(([name, value]) => entry[name as keyof typeof exact] === value)
}

type SearchedFields = Partial<
  Pick<AuditFilter, 'requestId' | 'clientAddress' | 'tokenId' | 'clientToken' | 'bucket' | 'keyPrefix'>
>

/** Recognizes the field that a searched text stands for, by its form. Whether a word is a bucket, an index of the log says. */
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
