import { Type } from 'typebox'
import type { Token } from '../core/model.ts'
import { hourMs } from '../core/statistics-ports.ts'
import { defineAct } from './act.ts'
import { findCredential } from './credential-record.ts'
import { findUses } from './credential-use.ts'
import type { Needs } from './dependencies.ts'
import { defineName, defineTime, identityFields } from './fields.ts'
import { credentialRecord, showCredentials } from './list-credentials.ts'

/** How many tokens are listed at most. */
const mostUsers = 50

/** Shows everything about one credential except its secret, and which tokens use it. */
export const showCredential = defineAct({
  name: 'show_credential',
  summary: 'Show everything about a credential, and which tokens use it',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ name: defineName('Name of the credential') }),
  result: Type.Object({
    ...credentialRecord.properties,
    usedBy: Type.Array(
      Type.Object({
        ...identityFields,
        isBound: Type.Boolean({ description: 'Whether it may use no other credential' }),
        allow: Type.Optional(Type.Array(Type.String(), { description: 'Its rules; absent if it has none' })),
        lastUsedAt: Type.Optional(defineTime('When it was last used, to the minute')),
      }),
      { description: `Active tokens that may use it, the most recently used first; ${mostUsers} at most` },
    ),
    usedByCount: Type.Integer({ description: 'How many such tokens there are' }),
    lastSignedAt: Type.Optional(defineTime('When it last signed, to the hour')),
    openUploads: Type.Integer({ description: 'How many uploads in parts were begun with it and are still open' }),
  }),
  async run(
    { name },
    dependencies: Needs<'credentials' | 'tokens' | 'uploads' | 'statistics' | 'accountId' | 'ring' | 'clock'>,
  ) {
    const { uploads, statistics, accountId } = dependencies
    const credential = await findCredential(name, dependencies)
    const [shown] = await showCredentials([credential], dependencies)
    // For one credential the result has one entry.
    if (shown === undefined) throw new Error('The credential was not shown')
    let users: Token[] = []
    let usedByCount = 0
    for await (const { token } of findUses(credential, dependencies)) {
      usedByCount++
      users.push(token)
      if (users.length >= 2 * mostUsers) users = keepLastUsed(users)
    }
    const openUploads = await uploads.countOpen(accountId, credential.id)
    const hour = await statistics.findLastSigned(accountId, credential.id)
    return {
      ...shown,
      usedBy: keepLastUsed(users).map(showUser),
      usedByCount,
      ...(hour === undefined ? {} : { lastSignedAt: hour * hourMs }),
      openUploads,
    }
  },
})

function keepLastUsed(tokens: readonly Token[]): Token[] {
  return tokens.toSorted((one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0)).slice(0, mostUsers)
}

function showUser({ id, name, credentialId, limits: { allow }, lastUsedAt }: Token) {
  return {
    id,
    name,
    isBound: credentialId !== undefined,
    ...(allow === undefined ? {} : { allow: [...allow] }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
}
