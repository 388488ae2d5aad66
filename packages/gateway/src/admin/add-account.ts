import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import { accountRecord } from './show-account.ts'

/** Makes an account, which owns credentials and tokens of its own. */
export const addAccount = defineAct({
  name: 'add_account',
  summary: 'Make an account',
  role: 'owner',
  effect: 'change',
  input: Type.Object({ name: defineName('Name of the account') }),
  result: accountRecord,
  async run({ name }, { accounts, clock, newId }: Needs<'accounts' | 'clock' | 'newId'>) {
    const account = { id: newId('acc'), name, createdAt: clock() }
    if (await accounts.insert(account)) return account
    throw new AppError('name_taken', { message: `There is an account ${name} already.` })
  },
})
