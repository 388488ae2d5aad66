import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import { describeChange, toAccountTarget } from './record-change.ts'
import { accountRecord } from './show-account.ts'

/** Makes an account, which owns credentials and tokens of its own. */
export const addAccount = defineAct({
  name: 'add_account',
  summary: 'Make an account',
  role: 'owner',
  effect: 'change',
  input: Type.Object({ name: defineName('Name of the account') }),
  result: accountRecord,
  async run({ name }, dependencies: Needs<'accounts' | 'clock' | 'newId' | 'actor' | 'accountId'>) {
    const { accounts, clock, newId } = dependencies
    const account = { id: newId('acc'), name, createdAt: clock() }
    const change = { act: 'add_account', target: toAccountTarget(account), after: { name }, accountId: account.id }
    if (await accounts.insert(account, describeChange(change, dependencies))) return account
    throw new AppError('name_taken', { message: `There is an account ${name} already.` })
  },
})
