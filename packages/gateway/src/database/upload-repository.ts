import type { ChecksumAlgorithm, MultipartState, MultipartUpload } from '../core/model.ts'
import type { MultipartRepository } from '../core/ports.ts'
import { selectPage } from './list-page.ts'
import type { Queries, UploadRow } from './schema.ts'
import type { WriteRows } from './write-rows.ts'

/** Key of the setting that says until when a node has claimed the sweep. */
const sweepKey = 'upload_sweep'

/** The multipart uploads in the database. */
export function createUploadRepository(db: Queries, write: WriteRows): MultipartRepository {
  return {
    async countOpen(accountId, credentialId) {
      const { open } = await db
        .selectFrom('uploads')
        .select(({ fn }) => fn.countAll().as('open'))
        .where('account_id', '=', accountId)
        .where('state', 'in', ['begun', 'open'])
        .$if(credentialId !== undefined, (query) => query.where('credential_id', '=', credentialId ?? ''))
        .executeTakeFirstOrThrow()
      return Number(open)
    },

    async listOpen(accountId, page) {
      const rows = await selectOpen(db, accountId)
        .$call(selectPage(db, page, ['bucket', 'key']))
        .execute()
      return rows.map(toUpload)
    },

    async findOpen(accountId, id) {
      const row = await selectOpen(db, accountId).where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : toUpload(row)
    },

    async find({ accountId, bucket, key, uploadId }) {
      const row = await db
        .selectFrom('uploads')
        .selectAll()
        .where('upload_id', '=', uploadId)
        .where('account_id', '=', accountId)
        .where('bucket', '=', bucket)
        .where('key', '=', key)
        .executeTakeFirst()
      return row === undefined ? undefined : toUpload(row)
    },

    async insert(upload) {
      await write(db.insertInto('uploads').values(toRow(upload)))
    },

    async update(id, { uploadId, state, completion, retryAt }) {
      const changes: Partial<UploadRow> = {
        ...(uploadId === undefined ? {} : { upload_id: uploadId }),
        ...(state === undefined ? {} : { state }),
        ...(completion === undefined ? {} : toCompletionColumns(completion)),
        ...(retryAt === undefined ? {} : { retry_at: retryAt }),
      }
      await write(db.updateTable('uploads').set(changes).where('id', '=', id))
    },

    async remove(id) {
      await write(db.deleteFrom('uploads').where('id', '=', id))
    },

    async listDue({ createdBefore, now, limit }) {
      const rows = await db
        .selectFrom('uploads')
        .selectAll()
        .where((is) => is.or([is('created_at', '<', createdBefore), is('state', '=', 'aborted')]))
        .where((is) => is.or([is('retry_at', 'is', null), is('retry_at', '<=', now)]))
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(toUpload)
    },

    async listUploadIds(bucket, key) {
      const rows = await db
        .selectFrom('uploads')
        .select('upload_id')
        .where('key', '=', key)
        .where('bucket', '=', bucket)
        .where('upload_id', 'is not', null)
        .execute()
      return rows.flatMap(({ upload_id }) => upload_id ?? [])
    },

    async claimSweep(now, until) {
      const claim = db
        .insertInto('settings')
        .values({ key: sweepKey, value: String(until) })
        .onConflict((conflict) =>
          conflict
            .column('key')
            .doUpdateSet({ value: String(until) })
            // A stored time that is later than ours comes from a clock that has been set back since.
            .where((is) => is.or([is('settings.value', '<=', String(now)), is('settings.value', '>', String(until))])),
        )
      return (await write(claim)) === 1
    },
  }
}

function selectOpen(db: Queries, accountId: string) {
  return db
    .selectFrom('uploads')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('state', 'in', ['begun', 'open'])
}

function toCompletionColumns({ sizeBytes, partCount }: NonNullable<MultipartUpload['completion']>) {
  return { completion_size_bytes: sizeBytes, completion_part_count: partCount }
}

function toRow(upload: MultipartUpload): UploadRow {
  return {
    id: upload.id,
    account_id: upload.accountId,
    credential_id: upload.credentialId,
    bucket: upload.bucket,
    key: upload.key,
    upload_id: upload.uploadId ?? null,
    state: upload.state,
    size_bytes: upload.sizeBytes ?? null,
    part_size_bytes: upload.partSizeBytes,
    content_type: upload.contentType ?? null,
    checksum_algorithm: upload.checksumAlgorithm ?? null,
    is_requester_pays: upload.isRequesterPays ? 1 : 0,
    must_not_replace: upload.mustNotReplace ? 1 : 0,
    completion_size_bytes: null,
    completion_part_count: null,
    ...(upload.completion === undefined ? {} : toCompletionColumns(upload.completion)),
    created_at: upload.createdAt,
    retry_at: upload.retryAt ?? null,
  }
}

function toUpload(row: UploadRow): MultipartUpload {
  const { completion_size_bytes: sizeBytes, completion_part_count: partCount } = row
  return {
    id: row.id,
    accountId: row.account_id,
    credentialId: row.credential_id,
    bucket: row.bucket,
    key: row.key,
    ...(row.upload_id === null ? {} : { uploadId: row.upload_id }),
    state: row.state as MultipartState,
    ...(row.size_bytes === null ? {} : { sizeBytes: row.size_bytes }),
    partSizeBytes: row.part_size_bytes,
    ...(row.content_type === null ? {} : { contentType: row.content_type }),
    ...(row.checksum_algorithm === null ? {} : { checksumAlgorithm: row.checksum_algorithm as ChecksumAlgorithm }),
    isRequesterPays: row.is_requester_pays === 1,
    mustNotReplace: row.must_not_replace === 1,
    ...(sizeBytes === null || partCount === null ? {} : { completion: { sizeBytes, partCount } }),
    createdAt: row.created_at,
    ...(row.retry_at === null ? {} : { retryAt: row.retry_at }),
  }
}
