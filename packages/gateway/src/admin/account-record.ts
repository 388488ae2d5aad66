import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Account } from '../core/model.ts'
import type { AdminDependencies } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** An account as the acts show it. */
export const accountRecord = Type.Object({
  id: Type.String(),
  name: Type.String(),
  createdAt: defineTime('When it was made'),
})

/**
 * The account of a name.
 * @throws AppError `account_not_found`
 */
export async function findAccount(name: string, { accounts }: Pick<AdminDependencies, 'accounts'>): Promise<Account> {
  const account = await accounts.findByName(name)
  if (account !== undefined) return account
  throw new AppError('account_not_found', {
    message: `There is no account ${name}; \`signpost account list\` shows them.`,
  })
}
