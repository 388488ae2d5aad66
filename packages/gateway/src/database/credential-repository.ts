import type { Addressing } from '@signpost/presign'
import type { Action } from '../core/actions.ts'
import type { AdministrationEvent } from '../core/administration-event.ts'
import { areRivals } from '../core/credential-actions.ts'
import type { Examination } from '../core/examination.ts'
import type {
  AclPlacement,
  Credential,
  CredentialSource,
  Guard,
  PresetName,
  Renewal,
  SignatureVersion,
} from '../core/model.ts'
import type { CredentialRepository } from '../core/ports.ts'
import { recordAdministration } from './administration-log.ts'
import { requireOwnKey } from './installation-master-key.ts'
import { selectPage } from './list-page.ts'
import { bumpRevision, lockChanges } from './revision.ts'
import type { CredentialRow, Queries } from './schema.ts'

/** The sealed credentials in the database. */
export function createCredentialRepository(db: Queries): CredentialRepository {
  return {
    async list(accountId, page) {
      const rows = await db
        .selectFrom('credentials')
        .selectAll()
        .where('account_id', '=', accountId)
        .$call(selectPage(db, page, ['name', 'id', 'access_key_id']))
        .execute()
      return rows.map(toCredential)
    },

    async findByName(accountId, name) {
      const row = await db
        .selectFrom('credentials')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('name', '=', name)
        .executeTakeFirst()
      return row === undefined ? undefined : toCredential(row)
    },

    insert(credential, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await requireOwnKey(tx, credential.sealedSecret)
        const row = toRow(credential)
        const { numInsertedOrUpdatedRows } = await tx
          .insertInto('credentials')
          .values(row)
          .onConflict((conflict) => conflict.columns(['account_id', 'name']).doNothing())
          .executeTakeFirstOrThrow()
        if (numInsertedOrUpdatedRows === 0n) return false
        await clearOtherDefaults(tx, row)
        await bumpRevision(tx, credential.accountId)
        await recordAdministration(tx, event)
        return true
      })
    },

    update(credential, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        await requireOwnKey(tx, credential.sealedSecret)
        return replaceFields(tx, toRow(credential), (row) => row, event)
      })
    },

    updateSettings(credential, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        return replaceFields(tx, toRow(credential), leaveKeys, event)
      })
    },

    rename(accountId, id, name, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const holder = await tx
          .selectFrom('credentials')
          .select('id')
          .where('account_id', '=', accountId)
          .where('name', '=', name)
          .executeTakeFirst()
        if (holder !== undefined) return false
        const { numUpdatedRows } = await tx
          .updateTable('credentials')
          .set({ name })
          .where('account_id', '=', accountId)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        await bumpRevision(tx, accountId)
        await recordAdministration(tx, event)
        return true
      })
    },

    replaceGuard(read, guard) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numUpdatedRows } = await tx
          .updateTable('credentials')
          .set({ guard: guard.kind, guard_asked_at: guard.askedAt })
          .where('account_id', '=', read.accountId)
          .where('id', '=', read.id)
          .where('guard_asked_at', read.guard === undefined ? 'is' : '=', read.guard?.askedAt ?? null)
          .executeTakeFirstOrThrow()
        if (numUpdatedRows === 0n) return false
        if (guard.kind !== read.guard?.kind) await bumpRevision(tx, read.accountId)
        return true
      })
    },

    async keepExamination(read, examination) {
      const { numUpdatedRows } = await db
        .updateTable('credentials')
        .set({ examination: JSON.stringify(examination) })
        .where('account_id', '=', read.accountId)
        .where('id', '=', read.id)
        // An examination is not stored when an operator has changed one of these meanwhile.
        .where('sealed_secret', '=', read.sealedSecret)
        .where('region', '=', read.region)
        .where('endpoint', read.endpoint === undefined ? 'is' : '=', read.endpoint ?? null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    remove(accountId, name, event) {
      return db.transaction().execute(async (tx) => {
        await lockChanges(tx)
        const { numDeletedRows } = await tx
          .deleteFrom('credentials')
          .where('account_id', '=', accountId)
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await bumpRevision(tx, accountId)
        await recordAdministration(tx, event)
        return true
      })
    },
  }
}

function leaveKeys({ access_key_id: _, sealed_secret: __, expires_at: ___, ...fields }: CredentialRow) {
  return fields
}

/**
 * Replaces the fields of a credential that `choose` leaves of its row, except its renewal and its name: a node may renew it meanwhile, and
 * an administrator may rename it. Only those acts change these columns.
 * @returns false, with nothing changed, when there is no such credential
 */
async function replaceFields(
  tx: Queries,
  row: CredentialRow,
  choose: (row: CredentialRow) => Partial<CredentialRow>,
  event: AdministrationEvent | undefined,
): Promise<boolean> {
  const { renewal: _, name: __, ...changed } = choose(row)
  const { numUpdatedRows } = await tx
    .updateTable('credentials')
    // The stored examination is about the credential before this change.
    .set({ ...changed, examination: null })
    .where('account_id', '=', row.account_id)
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await clearOtherDefaults(tx, row)
  await bumpRevision(tx, row.account_id)
  await recordAdministration(tx, event)
  return true
}

/** Keeps one default credential for each action of an account. The sandbox has a default of its own. */
async function clearOtherDefaults(tx: Queries, row: CredentialRow): Promise<void> {
  if (row.is_default === 0) return
  const others = await tx
    .selectFrom('credentials')
    .selectAll()
    .where('account_id', '=', row.account_id)
    .where('is_sandbox', '=', row.is_sandbox)
    .where('is_default', '=', 1)
    .where('id', '!=', row.id)
    .execute()
  const credential = toCredential(row)
  const ids = others.filter((other) => areRivals(toCredential(other), credential)).map(({ id }) => id)
  if (ids.length === 0) return
  await tx.updateTable('credentials').set({ is_default: 0 }).where('id', 'in', ids).execute()
}

function toRow(credential: Credential): CredentialRow {
  return {
    id: credential.id,
    account_id: credential.accountId,
    name: credential.name,
    access_key_id: credential.accessKeyId,
    sealed_secret: credential.sealedSecret,
    region: credential.region,
    preset: credential.preset,
    endpoint: credential.endpoint ?? null,
    public_endpoint: credential.publicEndpoint ?? null,
    addressing: credential.addressing ?? null,
    acl_placement: credential.aclPlacement ?? null,
    signature_version: credential.signatureVersion,
    actions: credential.actions === undefined ? null : JSON.stringify(credential.actions),
    guard: credential.guard?.kind ?? null,
    guard_asked_at: credential.guard?.askedAt ?? null,
    examination: credential.examination === undefined ? null : JSON.stringify(credential.examination),
    accepts_open_store: credential.acceptsOpenStore === true ? 1 : 0,
    bucket_patterns: JSON.stringify(credential.bucketPatterns),
    is_default: credential.isDefault ? 1 : 0,
    is_sandbox: credential.isSandbox ? 1 : 0,
    expires_at: credential.expiresAt ?? null,
    source: credential.source === undefined ? null : JSON.stringify(credential.source),
    renewal: credential.renewal === undefined ? null : JSON.stringify(credential.renewal),
    created_at: credential.createdAt,
  }
}

/** Converts a row to a credential. */
export function toCredential(row: CredentialRow): Credential {
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    accessKeyId: row.access_key_id,
    sealedSecret: row.sealed_secret,
    region: row.region,
    preset: row.preset as PresetName,
    ...(row.endpoint === null ? {} : { endpoint: row.endpoint }),
    ...(row.public_endpoint === null ? {} : { publicEndpoint: row.public_endpoint }),
    ...(row.addressing === null ? {} : { addressing: row.addressing as Addressing }),
    ...(row.acl_placement === null ? {} : { aclPlacement: row.acl_placement as AclPlacement }),
    signatureVersion: row.signature_version as SignatureVersion,
    ...(row.actions === null ? {} : { actions: JSON.parse(row.actions) as Action[] }),
    ...(row.guard === null || row.guard_asked_at === null
      ? {}
      : { guard: { kind: row.guard as Guard, askedAt: row.guard_asked_at } }),
    ...(row.examination === null ? {} : { examination: JSON.parse(row.examination) as Examination }),
    ...(row.accepts_open_store === 0 ? {} : { acceptsOpenStore: true }),
    bucketPatterns: JSON.parse(row.bucket_patterns) as string[],
    isDefault: row.is_default === 1,
    isSandbox: row.is_sandbox === 1,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.source === null ? {} : { source: JSON.parse(row.source) as CredentialSource }),
    ...(row.renewal === null ? {} : { renewal: JSON.parse(row.renewal) as Renewal }),
    createdAt: row.created_at,
  }
}
