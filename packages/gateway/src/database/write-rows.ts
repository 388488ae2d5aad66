import type { Compilable, DeleteResult, InsertResult, UpdateResult } from 'kysely'

/** A statement that writes. */
export interface WriteQuery extends Compilable {
  execute(): Promise<readonly (InsertResult | UpdateResult | DeleteResult)[]>
}

/** Runs a statement that writes. @returns how many rows it has changed, once they are on the disk */
export type WriteRows = (query: WriteQuery) => Promise<number>

/** Runs a statement over the same connection as everything else. */
export const writeDirectly: WriteRows = async (query) => {
  const [result] = await query.execute()
  if (result === undefined) return 0
  if ('numUpdatedRows' in result) return Number(result.numUpdatedRows)
  return Number('numDeletedRows' in result ? result.numDeletedRows : (result.numInsertedOrUpdatedRows ?? 0))
}
