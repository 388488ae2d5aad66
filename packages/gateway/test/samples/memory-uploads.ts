import type { MultipartUpload } from '../../src/core/model.ts'
import type { MultipartRepository } from '../../src/core/ports.ts'

/** The register of multipart uploads in memory. */
export interface MemoryUploads extends MultipartRepository {
  readonly rows: Map<string, MultipartUpload>
}

/** Makes the register with these uploads. The contract tests check what a real database promises. */
export function createMemoryUploads(...uploads: readonly MultipartUpload[]): MemoryUploads {
  const rows = new Map(uploads.map((upload) => [upload.id, upload]))
  let claimedUntil = 0
  return {
    rows,
    async countOpen(accountId, credentialId) {
      const own = [...rows.values()].filter((row) => row.accountId === accountId)
      const open = own.filter(({ state }) => state === 'begun' || state === 'open')
      return open.filter((row) => credentialId === undefined || row.credentialId === credentialId).length
    },
    async listOpen() {
      throw new Error('Only administration lists uploads')
    },
    async findOpen() {
      throw new Error('Only administration looks for an upload by its id')
    },
    async find({ accountId, bucket, key, uploadId }) {
      return [...rows.values()].find(
        (row) => row.accountId === accountId && row.bucket === bucket && row.key === key && row.uploadId === uploadId,
      )
    },
    async insert(upload) {
      rows.set(upload.id, upload)
    },
    async update(id, changes) {
      const row = rows.get(id)
      if (row !== undefined) rows.set(id, { ...row, ...changes })
    },
    async remove(id) {
      rows.delete(id)
    },
    async listDue({ createdBefore, now, limit }) {
      return [...rows.values()]
        .filter(({ createdAt, state }) => createdAt < createdBefore || state === 'aborted')
        .filter(({ retryAt = 0 }) => retryAt <= now)
        .slice(0, limit)
    },
    async listUploadIds(bucket, key) {
      return [...rows.values()].flatMap((row) => (row.bucket === bucket && row.key === key ? (row.uploadId ?? []) : []))
    },
    async claimSweep(now, until) {
      if (claimedUntil > now && claimedUntil <= until) return false
      claimedUntil = until
      return true
    },
  }
}
