import type { ChangeFeed } from '../core/ports.ts'
import type { Queries } from './schema.ts'

/** The names that the audit log stores as numbers. A name keeps its number for good. */
export interface AuditNames {
  /** The names in memory. Others have to be learned first. */
  readonly numbers: ReadonlyMap<string, number>
  /** Gives numbers to names that have none yet. Afterwards all of these names are in memory. */
  learn(names: readonly string[]): Promise<void>
  /** The numbers of the names that have one. */
  find(names: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** The names of numbers. */
  read(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>
}

/** Adds a name with the next number, unless another process did so at the same moment. */
export type AddName = (name: string) => Promise<unknown>

/** Most names are ids of tokens. So many of them take 10 MB. */
const mostKnown = 100_000

/**
 * The names of a database.
 * @param changes when the feed says that everything may have changed, as after the restoration of a backup, all names are
 *   forgotten and learned again. The first learned name subscribes to the feed, so a command that only reads polls nothing
 */
export function createAuditNames(db: Queries, changes: ChangeFeed, addName: AddName): AuditNames {
  const numbers = new Map<string, number>()
  let isListening = false

  const reader = createNameReader(db)

  return {
    numbers,
    ...reader,

    async learn(names) {
      if (!isListening) {
        isListening = true
        changes.subscribe((accountId) => {
          if (accountId === undefined) numbers.clear()
        })
      }
      if (numbers.size + names.length > mostKnown) numbers.clear()
      let missing = [...new Set(names)]
      // When several processes want the next number, one of them gets it. So each round gives out at least one number.
      while (missing.length > 0) {
        for (const [name, number] of await reader.find(missing)) numbers.set(name, number)
        missing = missing.filter((name) => !numbers.has(name))
        for (const name of missing) await addName(name)
      }
    },
  }
}

/** Reads the names and numbers that exist. */
export function createNameReader(db: Queries): Pick<AuditNames, 'find' | 'read'> {
  return {
    async find(names) {
      const rows = await db.selectFrom('audit_names').selectAll().where('name', 'in', names).execute()
      return new Map(rows.map(({ id, name }) => [name, id]))
    },

    async read(wanted) {
      if (wanted.length === 0) return new Map()
      const rows = await db.selectFrom('audit_names').selectAll().where('id', 'in', wanted).execute()
      return new Map(rows.map(({ id, name }) => [id, name]))
    },
  }
}

/** The statement of {@link AddName}. */
export function insertAuditName(db: Queries, name: string) {
  return db
    .insertInto('audit_names')
    .columns(['id', 'name'])
    .expression(({ selectFrom, fn, eb, val }) =>
      selectFrom('audit_names')
        .select(({ lit }) => [eb(fn.coalesce(fn.max('id'), lit(0)), '+', lit(1)).as('id'), val(name).as('name')])
        // Without a `where`, SQLite parses the `on` of `on conflict` as that of a join.
        .where(({ lit }) => lit(true)),
    )
    .onConflict((conflict) => conflict.doNothing())
}
