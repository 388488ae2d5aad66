import type { Token } from '../core/model.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatTable, formatTime } from './output.ts'
import { runOnState } from './run-on-state.ts'

/** `signpost token list`: the tokens and what narrows them; the tokens themselves are not kept. */
export const tokenList = createAccountCommand('list', 'list the API tokens').action(async (options: AccountOptions) => {
  await runOnState(options, async ({ database, account }, output) => {
    const now = Date.now()
    const tokens = (await database.tokens.list(account.id)).map(({ hash: _, accountId: __, ...token }) => ({
      ...token,
      state: describeState(token, now),
    }))
    const head = ['ID', 'NAME', 'STATE', 'ALLOW', 'RATE', 'CREATED', 'EXPIRES', 'LAST USED']
    const rows = tokens.map((token) => [
      token.id,
      token.name,
      token.state,
      token.limits.allow?.join(' ') ?? 'everything',
      token.limits.rate ?? 'default',
      formatTime(token.createdAt),
      formatTime(token.expiresAt),
      formatTime(token.lastUsedAt),
    ])
    output.result(tokens, rows.length === 0 ? 'There are no tokens.' : formatTable([head, ...rows]))
  })
})

function describeState(token: Pick<Token, 'revokedAt' | 'expiresAt'>, now: number): 'active' | 'revoked' | 'expired' {
  if (token.revokedAt !== undefined) return 'revoked'
  return token.expiresAt !== undefined && token.expiresAt <= now ? 'expired' : 'active'
}
