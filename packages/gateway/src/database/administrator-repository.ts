import type { AdministratorRepository } from '../core/administrator-ports.ts'
import { recordAdministration } from './administration-log.ts'
import { toListedAdministrator, toListedSession } from './administrator-rows.ts'
import { changeAdministrator } from './change-administrator.ts'
import { createInvitations, storeInvitation, storePassword } from './invitation-repository.ts'
import { lockChanges } from './revision.ts'
import type { Queries } from './schema.ts'

/** Administrators, their invitations and sessions in the database. */
export function createAdministratorRepository(db: Queries): AdministratorRepository {
  return {
    ...createInvitations(db),

    async list() {
      const rows = await selectListed(db).orderBy('administrators.created_at').orderBy('administrators.id').execute()
      return rows.map(toListedAdministrator)
    },

    async find(idOrEmail) {
      const row = await selectListed(db)
        .where(({ eb, or }) =>
          or([eb('administrators.id', '=', idOrEmail), eb('administrators.email', '=', idOrEmail.toLowerCase())]),
        )
        .executeTakeFirst()
      return row === undefined ? undefined : toListedAdministrator(row)
    },

    async hasAny() {
      return (await db.selectFrom('administrators').select('id').limit(1).executeTakeFirst()) !== undefined
    },

    setRole(id, role, accountId, event) {
      return changeAdministrator(db, { id, keepsOwner: role === 'owner', event }, async (tx) => {
        const changes = { role, account_id: accountId ?? null, updated_at: new Date().toISOString() }
        await tx.updateTable('administrators').set(changes).where('id', '=', id).execute()
      })
    },

    remove(id, event) {
      return changeAdministrator(db, { id, keepsOwner: false, event }, async (tx) => {
        await tx.deleteFrom('administrators').where('id', '=', id).execute()
      })
    },

    reset(id, invitation, event) {
      return changeAdministrator(db, { id, keepsOwner: true, event }, async (tx) => {
        for (const table of waysIn) await tx.deleteFrom(table).where('administrator_id', '=', id).execute()
        await tx.updateTable('administrators').set({ two_factor_enabled: 0 }).where('id', '=', id).execute()
        await tx.deleteFrom('invitations').where('administrator_id', '=', id).execute()
        await storeInvitation(tx, invitation)
      })
    },

    setPassword(id, passwordHash, now, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await storePassword(tx, id, passwordHash, now)
        await recordAdministration(tx, event)
      })
    },

    unlink(id, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const logins = tx.deleteFrom('administrator_logins').where('administrator_id', '=', id)
        await logins.where('provider', '<>', 'credential').execute()
        // Otherwise the next sign-in at the provider would link the administrator again, by the email address.
        await tx.updateTable('administrators').set({ email_verified: 0 }).where('id', '=', id).execute()
        await recordAdministration(tx, event)
      })
    },

    async listSecondFactors() {
      const rows = await db
        .selectFrom('administrator_second_factors as f')
        .innerJoin('administrators', 'administrators.id', 'f.administrator_id')
        .select(['f.id', 'administrators.email', 'f.secret', 'f.backup_codes'])
        .orderBy('f.id')
        .execute()
      return rows.map(({ id, email, secret, backup_codes }) => ({ id, email, secret, backupCodes: backup_codes }))
    },

    async resealSecondFactor(read, { secret, backupCodes }) {
      const { numUpdatedRows } = await db
        .updateTable('administrator_second_factors')
        .set({ secret, backup_codes: backupCodes })
        .where('id', '=', read.id)
        .where('secret', '=', read.secret)
        .where('backup_codes', '=', read.backupCodes)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    async confirmSession(id, now) {
      const confirmed = { confirmed_at: new Date(now).toISOString() }
      await db.updateTable('administrator_sessions').set(confirmed).where('id', '=', id).execute()
    },

    async listSessions(now, administratorId) {
      const rows = await db
        .selectFrom('administrator_sessions as s')
        .innerJoin('administrators', 'administrators.id', 's.administrator_id')
        .selectAll('s')
        .select('administrators.email')
        .where('s.expires_at', '>', new Date(now).toISOString())
        .$if(administratorId !== undefined, (query) =>
          query.where('s.administrator_id', '=', administratorId as string),
        )
        .orderBy('s.created_at', 'desc')
        .orderBy('s.id')
        .execute()
      return rows.map(toListedSession)
    },

    endSession(id, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const ended = await tx.deleteFrom('administrator_sessions').where('id', '=', id).executeTakeFirstOrThrow()
        if (ended.numDeletedRows === 0n) return false
        await recordAdministration(tx, event)
        return true
      })
    },

    async endSessions(administratorId, exceptId = '') {
      await db
        .deleteFrom('administrator_sessions')
        .where('administrator_id', '=', administratorId)
        .where('id', '<>', exceptId)
        .execute()
    },
  }
}

/** The tables with what lets an administrator sign in or stay signed in. */
const waysIn = [
  'administrator_sessions',
  'administrator_logins',
  'administrator_second_factors',
  'administrator_passkeys',
] as const

function selectListed(db: Queries) {
  return db
    .selectFrom('administrators')
    .selectAll('administrators')
    .select(({ selectFrom }) => [
      selectFrom('administrator_logins as l')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('l.administrator_id', '=', 'administrators.id')
        .where('l.provider', '=', 'credential')
        .where('l.password', 'is not', null)
        .as('passwords'),
      selectFrom('administrator_logins as o')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('o.administrator_id', '=', 'administrators.id')
        .where('o.provider', '<>', 'credential')
        .as('elsewhere'),
      selectFrom('administrator_passkeys as p')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('p.administrator_id', '=', 'administrators.id')
        .as('passkeys'),
    ])
}
