import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defaultAccountName } from '../core/model.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName, identityFields } from './fields.ts'
import { changesField, describeChange, toAccountTarget } from './record-change.ts'
import { findAccount } from './show-account.ts'

/** Renames an account. Its tokens and credentials refer to it by its id, so they continue to work. */
export const renameAccount = defineAct({
  name: 'rename_account',
  summary: 'Give an account another name',
  role: 'owner',
  effect: 'change',
  input: Type.Object({ name: defineName('Name of the account'), newName: defineName('Its new name') }),
  result: Type.Object({ ...identityFields, changes: changesField }),
  async run({ name, newName }, dependencies: Needs<'accounts' | 'actor' | 'clock' | 'accountId'>) {
    // Commands that name no account mean this one, and the next start would create it again.
    if (name === defaultAccountName) {
      throw new AppError('not_changeable', { message: 'The default account cannot be renamed.' })
    }
    const { id } = await findAccount(name, dependencies)
    const target = toAccountTarget({ id, name: newName })
    const change = { act: 'rename_account', target, before: { name }, after: { name: newName }, accountId: id }
    const event = describeChange(change, dependencies)
    const { changes } = event
    if (changes.length > 0 && !(await dependencies.accounts.rename(id, newName, event))) {
      throw new AppError('name_taken', { message: `There is an account ${newName} already.` })
    }
    return { id, name: newName, changes }
  },
})
