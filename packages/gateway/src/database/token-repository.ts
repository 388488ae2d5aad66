import { type ExpressionBuilder, sql } from 'kysely'
import type { AdministrationEvent } from '../core/administration-event.ts'
import type { Token, TokenRestrictions } from '../core/model.ts'
import type { TokenPage, TokenRepository } from '../core/ports.ts'
import { recordAdministration } from './administration-log.ts'
import { selectPage } from './list-page.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { Queries, Tables, TokenRow } from './schema.ts'

/** The hashed tokens in the database. */
export function createTokenRepository(db: Queries): TokenRepository {
  return {
    async findByHash(hash) {
      const row = await db.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst()
      return row === undefined ? undefined : toToken(row)
    },

    async find(accountId, id) {
      const row = await db
        .selectFrom('tokens')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row === undefined ? undefined : toToken(row)
    },

    async findBySubject(subject) {
      const row = await db
        .selectFrom('tokens')
        .selectAll()
        .where('oidc_subject', '=', subject)
        .where('revoked_at', 'is', null)
        .executeTakeFirst()
      return row === undefined ? undefined : toToken(row)
    },

    async list(accountId, page) {
      const rows = await selectTokens(db, accountId, page).execute()
      return rows.map(toToken)
    },

    async listByName(accountId, name) {
      const query = selectTokens(db, accountId, undefined).where('name', '=', name)
      return (await query.execute()).map(toToken)
    },

    async listExpiring(accountId, { from, until, limit }) {
      const rows = await db
        .selectFrom('tokens')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('expires_at', '>', from)
        .where('expires_at', '<=', until)
        .where('revoked_at', 'is', null)
        .orderBy('expires_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toToken)
    },

    async count(accountId) {
      const { count } = await db
        .selectFrom('tokens')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    insert(token, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await insertToken(tx, token, event)
      })
    },

    insertIfAbsent(token, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { accountId, name, createdAt } = token
        const row = await selectGood(tx, accountId, createdAt)
          .where('name', '=', name)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst()
        if (row !== undefined) return toToken(row)
        await insertToken(tx, token, event)
        return token
      })
    },

    update({ accountId, id, name, limits, oidcSubject = null, expiresAt = null }, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numUpdatedRows } = await tx
          .updateTable('tokens')
          .set({ name, limits: JSON.stringify(limits), oidc_subject: oidcSubject, expires_at: expiresAt })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        await bumpRevision(tx, accountId)
        await recordAdministration(tx, event)
        return true
      })
    },

    revoke(accountId, id, revokedAt, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numUpdatedRows } = await tx
          .updateTable('tokens')
          .set({ revoked_at: revokedAt })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirstOrThrow()
        const row = await tx
          .selectFrom('tokens')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .executeTakeFirst()
        if (row === undefined) return undefined
        await bumpRevision(tx, accountId)
        // A token that was revoked earlier is not changed.
        if (numUpdatedRows !== 0n) await recordAdministration(tx, event)
        return toToken(row)
      })
    },

    touch(uses) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        for (const [id, usedAt] of uses) {
          await updateLastUse(tx, id, usedAt).execute()
        }
      })
    },
  }
}

async function insertToken(tx: Queries, token: Token, event: AdministrationEvent | undefined): Promise<void> {
  // A new token is in no cache, and unknown tokens are not cached. So caches have nothing to drop.
  await tx.insertInto('tokens').values(toRow(token)).execute()
  await recordAdministration(tx, event)
}

/** The account's tokens that are neither revoked nor expired at a time. */
function selectGood(tx: Queries, accountId: string, now: number) {
  return tx
    .selectFrom('tokens')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', now)]))
}

/** The query of one page of an account's tokens, or of all of them. */
export function selectTokens(db: Queries, accountId: string, page: TokenPage | undefined) {
  return db
    .selectFrom('tokens')
    .selectAll()
    .where('account_id', '=', accountId)
    .$call((query) => (page?.state === undefined ? query : query.where(isInState(page.state))))
    .$call(selectPage(db, page, ['name', 'id']))
}

function isInState({ name, now }: NonNullable<TokenPage['state']>) {
  return (is: ExpressionBuilder<Tables, 'tokens'>) => {
    if (name === 'revoked') return is('revoked_at', 'is not', null)
    const isKept = is('revoked_at', 'is', null)
    // A sum matches no column of an index. So the page is read from the index of its order, and not sorted.
    if (name === 'expired') return is.and([isKept, is(sql<number>`expires_at + 0`, '<=', now)])
    return is.and([isKept, is.or([is('expires_at', 'is', null), is('expires_at', '>', now)])])
  }
}

/** The update of a token's last use. A later use that is stored already stays. */
export function updateLastUse(db: Queries, id: string, usedAt: number) {
  return db
    .updateTable('tokens')
    .set({ last_used_at: usedAt })
    .where('id', '=', id)
    .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', usedAt)]))
}

function toRow(token: Token): TokenRow {
  return {
    id: token.id,
    account_id: token.accountId,
    name: token.name,
    hash: token.hash,
    limits: JSON.stringify(token.limits),
    credential_id: token.credentialId ?? null,
    oidc_subject: token.oidcSubject ?? null,
    created_at: token.createdAt,
    expires_at: token.expiresAt ?? null,
    revoked_at: token.revokedAt ?? null,
    last_used_at: token.lastUsedAt ?? null,
  }
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    hash: row.hash,
    limits: JSON.parse(row.limits) as TokenRestrictions,
    ...(row.credential_id === null ? {} : { credentialId: row.credential_id }),
    ...(row.oidc_subject === null ? {} : { oidcSubject: row.oidc_subject }),
    createdAt: row.created_at,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
  }
}
