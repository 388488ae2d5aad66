import { Type } from 'typebox'
import { accountRecord, findAccount } from './account-record.ts'
import { defineAct } from './act.ts'
import type { AdminDependencies } from './dependencies.ts'
import { defineName } from './fields.ts'

/** Shows an account and how much it owns: what would go with it. */
export const showAccount = defineAct({
  name: 'show_account',
  summary: 'Show an account and how much it owns',
  scope: 'installation',
  role: 'owner',
  effect: 'read',
  input: Type.Object({ name: defineName('Name of the account') }),
  result: Type.Object({
    ...accountRecord.properties,
    credentials: Type.Integer({ description: 'How many credentials it has' }),
    tokens: Type.Integer({ description: 'How many tokens it has, revoked and expired ones too' }),
  }),
  async run(
    { name },
    { accounts, credentials, tokens }: Pick<AdminDependencies, 'accounts' | 'credentials' | 'tokens'>,
  ) {
    const account = await findAccount(name, { accounts })
    const stored = await credentials.list(account.id)
    return { ...account, credentials: stored.length, tokens: await tokens.count(account.id) }
  },
})
