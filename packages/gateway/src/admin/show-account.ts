import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Account } from '../core/model.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName, defineTime, identityFields } from './fields.ts'

/** An account as the acts show it. */
export const accountRecord = Type.Object({
  ...identityFields,
  createdAt: defineTime('When it was made'),
})

/** Shows an account and how much it owns, which would be removed with it. */
export const showAccount = defineAct({
  name: 'show_account',
  summary: 'Show an account and how much it owns',
  role: 'owner',
  effect: 'read',
  input: Type.Object({ name: defineName('Name of the account') }),
  result: Type.Object({
    ...accountRecord.properties,
    credentials: Type.Integer({ description: 'How many credentials it has' }),
    tokens: Type.Integer({ description: 'How many tokens it has, including revoked and expired ones' }),
    openUploads: Type.Integer({ description: 'How many multipart uploads are open: its stores keep their parts' }),
  }),
  async run(
    { name },
    { accounts, credentials, tokens, uploads }: Needs<'accounts' | 'credentials' | 'tokens' | 'uploads'>,
  ) {
    const account = await findAccount(name, { accounts })
    const stored = await credentials.list(account.id)
    const openUploads = await uploads.countOpen(account.id)
    return { ...account, credentials: stored.length, tokens: await tokens.count(account.id), openUploads }
  },
})

/**
 * Finds the account of a name.
 * @throws AppError `account_not_found`
 */
export async function findAccount(name: string, { accounts }: Needs<'accounts'>): Promise<Account> {
  const account = await accounts.findByName(name)
  if (account !== undefined) return account
  throw new AppError('account_not_found', {
    message: `There is no account ${name}; \`signpost account list\` shows them.`,
  })
}
