import { Type } from 'typebox'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { listFields, nextCursorField, readPage } from './page.ts'
import { accountRecord } from './show-account.ts'

/** Lists the accounts, oldest first. */
export const listAccounts = defineAct({
  name: 'list_accounts',
  summary: 'List the accounts',
  role: 'owner',
  effect: 'read',
  input: Type.Object(listFields),
  result: Type.Object({ accounts: Type.Array(accountRecord), nextCursor: nextCursorField }),
  async run(input, { accounts }: Needs<'accounts'>) {
    const { rows, nextCursor } = await readPage(input, (page) => accounts.list(page))
    return { accounts: rows, nextCursor }
  },
})
