import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { auditEventRecord, toAuditFields } from './audit-event-record.ts'
import type { Needs } from './dependencies.ts'

/** Shows one event of the audit log, with the names that its ids stand for. */
export const showAuditEvent = defineAct({
  name: 'show_audit_event',
  summary: 'Show one event of the audit log',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({
    id: Type.Integer({ description: 'Id of the event', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  }),
  result: Type.Object({
    ...auditEventRecord.properties,
    tokenName: Type.Optional(Type.String({ description: 'Name of the token, if it still exists' })),
    credentialName: Type.Optional(Type.String({ description: 'Name of the credential, if it still exists' })),
  }),
  async run({ id }, dependencies: Needs<'audit' | 'accountId' | 'reach' | 'tokens' | 'credentials'>) {
    const { audit, accountId, reach, tokens, credentials } = dependencies
    const entry = await audit.find(id)
    // Only administrators of the installation may see events of no account.
    const isShown = entry?.accountId === undefined ? reach === 'installation' : entry.accountId === accountId
    if (entry === undefined || !isShown) throw new AppError('audit_event_not_found')
    const { tokenId, credentialId } = entry
    const token = tokenId === undefined ? undefined : await tokens.find(accountId, tokenId)
    const stored = credentialId === undefined ? [] : await credentials.list(accountId)
    const credential = stored.find((one) => one.id === credentialId)
    return {
      ...toAuditFields(entry),
      ...(token === undefined ? {} : { tokenName: token.name }),
      ...(credential === undefined ? {} : { credentialName: credential.name }),
    }
  },
})
