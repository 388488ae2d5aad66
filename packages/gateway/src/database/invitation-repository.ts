import type { Administrator, Role } from '../core/administrator.ts'
import type { AdministratorRepository, Invitation, InvitationKind, NewInvitation } from '../core/administrator-ports.ts'
import { newId } from '../core/ids.ts'
import { recordAdministration } from './administration-log.ts'
import { toAdministrator } from './administrator-rows.ts'
import type { InvitationRow } from './administrator-tables.ts'
import { lockChanges } from './revision.ts'
import type { Queries } from './schema.ts'

type Invitations = Pick<
  AdministratorRepository,
  'listInvitations' | 'findInvitation' | 'invite' | 'inviteFirst' | 'accept' | 'acceptReset' | 'withdraw'
>

/** The invitations in the database. A link that was used no longer has a row. */
export function createInvitations(db: Queries): Invitations {
  return {
    async listInvitations(now) {
      const rows = await selectGood(db, now).orderBy('created_at').orderBy('id').execute()
      return rows.map(toInvitation)
    },

    async findInvitation(hash, now) {
      const row = await selectGood(db, now).where('hash', '=', hash).executeTakeFirst()
      return row === undefined ? undefined : toInvitation(row)
    },

    invite(invitation, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await storeInvitation(tx, invitation)
        await recordAdministration(tx, event)
      })
    },

    inviteFirst(invitation) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const anybody = await tx.selectFrom('administrators').select('id').limit(1).executeTakeFirst()
        const invited = selectGood(tx, invitation.createdAt)
          .where('kind', '=', 'invitation')
          .where('role', '=', 'owner')
        await endFirstRun(tx)
        if (anybody !== undefined || (await invited.limit(1).executeTakeFirst()) !== undefined) return false
        await storeInvitation(tx, invitation)
        return true
      })
    },

    accept(by, newcomer, now, toEvent) {
      return db.transaction().execute(async (tx): Promise<Administrator | 'not-good' | 'email-taken'> => {
        await lockChanges(tx)
        const [column, value] = 'hash' in by ? (['hash', by.hash] as const) : (['email', by.email] as const)
        const found = selectGood(tx, now).where('kind', '<>', 'reset').where(column, '=', value)
        const invitation = await found.orderBy('created_at', 'desc').limit(1).executeTakeFirst()
        if (invitation === undefined) return 'not-good'
        const holder = tx.selectFrom('administrators').select('id').where('email', '=', newcomer.email)
        if ((await holder.executeTakeFirst()) !== undefined) return 'email-taken'
        const { id, email, name, isEmailKnown, passwordHash } = newcomer
        const at = new Date(now).toISOString()
        const row = {
          ...{ id, email, name, role: invitation.role, account_id: invitation.account_id, image: null },
          ...{ email_verified: isEmailKnown ? 1 : 0, two_factor_enabled: 0, created_at: at, updated_at: at },
        }
        await tx.deleteFrom('invitations').where('id', '=', invitation.id).execute()
        await endFirstRun(tx)
        await tx.insertInto('administrators').values(row).execute()
        if (passwordHash !== undefined) await storePassword(tx, id, passwordHash, now)
        const administrator = toAdministrator(row)
        await recordAdministration(tx, toEvent(administrator))
        return administrator
      })
    },

    acceptReset(hash, passwordHash, now, toEvent) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const row = await selectGood(tx, now).where('hash', '=', hash).where('kind', '=', 'reset').executeTakeFirst()
        if (row?.administrator_id == null) return undefined
        const id = row.administrator_id
        await tx.deleteFrom('invitations').where('id', '=', row.id).execute()
        await tx.deleteFrom('administrator_sessions').where('administrator_id', '=', id).execute()
        await storePassword(tx, id, passwordHash, now)
        const found = await tx.selectFrom('administrators').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
        const administrator = toAdministrator(found)
        await recordAdministration(tx, toEvent(administrator))
        return administrator
      })
    },

    withdraw(invitationId, now, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numDeletedRows } = await tx
          .deleteFrom('invitations')
          .where('id', '=', invitationId)
          .where('expires_at', '>', now)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await recordAdministration(tx, event)
        return true
      })
    },
  }
}

/** Ends the link that a start has printed: it may be in a log, and is only for the very first administrator. */
async function endFirstRun(tx: Queries): Promise<void> {
  await tx.deleteFrom('invitations').where('kind', '=', 'first-run').execute()
}

/** Stores an invitation in a transaction behind `lockChanges`, and deletes those that have expired. */
export async function storeInvitation(tx: Queries, invitation: NewInvitation): Promise<void> {
  await tx.deleteFrom('invitations').where('expires_at', '<=', invitation.createdAt).execute()
  await tx
    .insertInto('invitations')
    .values({
      id: invitation.id,
      hash: invitation.hash,
      kind: invitation.kind,
      role: invitation.role,
      account_id: invitation.accountId ?? null,
      email: invitation.email ?? null,
      administrator_id: invitation.administratorId ?? null,
      invited_by: invitation.invitedBy ?? null,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
    })
    .execute()
}

/** Stores a password, in place of any former one. */
export async function storePassword(
  tx: Queries,
  administratorId: string,
  passwordHash: string,
  now: number,
): Promise<void> {
  const at = new Date(now).toISOString()
  const row = {
    ...{ id: newId('login'), administrator_id: administratorId, provider: 'credential', subject: administratorId },
    ...{ password: passwordHash, created_at: at, updated_at: at },
  }
  await tx
    .insertInto('administrator_logins')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['provider', 'subject']).doUpdateSet({ password: passwordHash, updated_at: at }),
    )
    .execute()
}

function selectGood(db: Queries, now: number) {
  return db.selectFrom('invitations').selectAll().where('expires_at', '>', now)
}

function toInvitation(row: InvitationRow): Invitation {
  const { account_id: accountId, administrator_id: administratorId, email, invited_by: invitedBy } = row
  return {
    id: row.id,
    kind: row.kind as InvitationKind,
    role: row.role as Role,
    ...(accountId === null ? {} : { accountId }),
    ...(email === null ? {} : { email }),
    ...(administratorId === null ? {} : { administratorId }),
    ...(invitedBy === null ? {} : { invitedBy }),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
