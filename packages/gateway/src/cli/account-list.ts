import { listAccounts } from '../admin/list-accounts.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { addPageOptions, type PageOptions, printPage } from './page-options.ts'
import { runActs } from './run-acts.ts'

/** `signpost account list`: the accounts. */
export const accountList = addPageOptions(createCommand('list', 'list the accounts'), 'accounts').action(
  async (options: CommonOptions & PageOptions) => {
    await runActs(options, async (dependencies, output) => {
      const { limit, cursor } = options
      const page = await listAccounts.run({ limit, cursor }, dependencies)
      const rows = page.accounts.map(({ id, name, createdAt }) => [id, name, formatTime(createdAt)])
      printPage(output, options, page, formatTable([['ID', 'NAME', 'CREATED'], ...rows]))
    })
  },
)
