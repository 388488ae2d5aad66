import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defaultAccountName } from '../core/model.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineName, identityFields } from './fields.ts'
import { describeChange, toAccountTarget } from './record-change.ts'
import { showAccount } from './show-account.ts'

/** Removes an account with its credentials and tokens. Its audit events stay. */
export const removeAccount = defineAct({
  name: 'remove_account',
  summary: 'Remove an account with its credentials and tokens',
  role: 'owner',
  effect: 'destroy',
  confirms: true,
  input: Type.Object({ name: defineName('Name of the account') }),
  result: Type.Object({
    ...identityFields,
    removed: Type.Literal(true),
    credentials: Type.Integer({ description: 'How many credentials were removed with it' }),
    tokens: Type.Integer({ description: 'How many tokens were removed with it' }),
    openUploads: Type.Integer({ description: 'How many multipart uploads were open: Signpost no longer aborts them' }),
  }),
  async run(
    { name },
    dependencies: Needs<'accounts' | 'credentials' | 'tokens' | 'uploads' | 'actor' | 'clock' | 'accountId'>,
  ) {
    requireRemovable(name)
    const { id, credentials, tokens, openUploads } = await showAccount.run({ name }, dependencies)
    const before = { name, credentials, tokens }
    const change = { act: 'remove_account', target: toAccountTarget({ id, name }), before, accountId: id }
    await dependencies.accounts.remove(id, describeChange(change, dependencies))
    return { id, name, removed: true as const, credentials, tokens, openUploads }
  },
})

/**
 * Refuses the default account. A command calls this before it prompts for confirmation.
 * @throws AppError `not_changeable`
 */
export function requireRemovable(name: string): void {
  if (name !== defaultAccountName) return
  throw new AppError('not_changeable', { message: 'The default account cannot be removed.' })
}
