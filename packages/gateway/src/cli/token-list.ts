import { listTokens } from '../admin/list-tokens.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { addPageOptions, type PageOptions, printPage } from './page-options.ts'
import { runActs } from './run-acts.ts'

/** `signpost token list`: the tokens and what narrows them; the tokens themselves are not kept. */
export const tokenList = addPageOptions(createAccountCommand('list', 'list the API tokens'), 'tokens').action(
  async (options: AccountOptions & PageOptions) => {
    await runActs(options, async (dependencies, output) => {
      const { limit, cursor } = options
      const page = await listTokens.run({ limit, cursor }, dependencies)
      const rows = page.tokens.map((token) => [
        token.id,
        token.name,
        token.state,
        token.limits.allow?.join(' ') ?? 'everything',
        token.limits.rate ?? 'default',
        formatTime(token.createdAt),
        formatTime(token.expiresAt),
        formatTime(token.lastUsedAt),
      ])
      const head = ['ID', 'NAME', 'STATE', 'ALLOW', 'RATE', 'CREATED', 'EXPIRES', 'LAST USED']
      printPage(output, options, page, rows.length === 0 ? 'There are no tokens.' : formatTable([head, ...rows]))
    })
  },
)
