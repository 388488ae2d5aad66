import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import { describeChange, toAccountTarget } from './record-change.ts'
import { accountRecord } from './show-account.ts'

/** Creates an account, which has its own credentials and tokens. */
export const addAccount = defineAct({
  name: 'add_account',
  summary: 'Make an account',
  role: 'owner',
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the account'),
    ifAbsent: Type.Optional(Type.Boolean({ description: 'Change nothing if an account of that name exists' })),
  }),
  result: Type.Object({
    ...accountRecord.properties,
    isNew: Type.Boolean({ description: 'Whether this call created it; false when it existed already' }),
  }),
  async run({ name, ifAbsent }, dependencies: Needs<'accounts' | 'clock' | 'newId' | 'actor' | 'accountId'>) {
    const { accounts, clock, newId } = dependencies
    const account = { id: newId('acc'), name, createdAt: clock() }
    const change = { act: 'add_account', target: toAccountTarget(account), after: { name }, accountId: account.id }
    if (await accounts.insert(account, describeChange(change, dependencies))) return { ...account, isNew: true }
    const present = ifAbsent === true ? await accounts.findByName(name) : undefined
    if (present !== undefined) return { ...present, isNew: false }
    throw new AppError('name_taken', { message: `There is an account ${name} already.` })
  },
})
