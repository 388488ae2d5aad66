import { type CommonOptions, createCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost account list`: the accounts. */
export const accountList = createCommand('list', 'list the accounts').action(async (options: CommonOptions) => {
  await runOnState(options, async ({ database }, output) => {
    const accounts = await database.accounts.list()
    const rows = accounts.map(({ id, name, createdAt }) => [id, name, formatTime(createdAt)])
    output.result(accounts, formatTable([['ID', 'NAME', 'CREATED'], ...rows]))
  })
})
