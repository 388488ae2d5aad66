import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Grant, listGrants } from '../access/list-grants.ts'
import type { Credential, Token } from '../core/model.ts'
import type { ListPosition } from '../core/ports.ts'
import { prepareToken } from '../tokens/verified-token.ts'
import { createSigningCredential } from '../vault/signing-credentials.ts'
import type { Needs } from './dependencies.ts'
import { nameState } from './token-record.ts'

/** A token that may use a credential, and what it may use it for. */
export interface CredentialUse {
  readonly token: Token
  readonly grants: readonly Grant[]
}

/** How many tokens are read at once: an account may have very many, and other requests wait meanwhile. */
const pageSize = 500

/** Finds the account's active tokens that may use a credential, oldest first. */
export async function* findUses(
  credential: Credential,
  { credentials, tokens, accountId, ring, clock }: Needs<'credentials' | 'tokens' | 'accountId' | 'ring' | 'clock'>,
): AsyncGenerator<CredentialUse> {
  const stored = (await credentials.list(accountId)).map((one) => createSigningCredential(one, ring))
  const now = clock()
  let after: ListPosition | undefined
  for (;;) {
    const page = await tokens.list(accountId, { limit: pageSize, ...(after === undefined ? {} : { after }) })
    for (const token of page) {
      if (nameState(token, now) !== 'active') continue
      const grants = listGrants(prepareToken(token), credential, stored)
      if (grants.length > 0) yield { token, grants }
    }
    after = page.at(-1)
    if (page.length < pageSize) return
    await nextTurn()
  }
}
