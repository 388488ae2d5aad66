import { hourMs } from '../core/statistics-ports.ts'
import { type AddedRow, noName, placeOf } from './audit-row.ts'

/** How many events are counted in one transaction. That takes a few milliseconds, and the writers of the log wait for it. */
export const countedAtOnce = 2000

/** What one count of an hour is about. Names are numbers; 0 means none. */
interface Kind {
  readonly account: number
  readonly hour: number
  readonly outcome: number
  readonly action: number
  readonly code: number
  readonly credential: number
}

/** Events of one kind. */
export interface KindCount extends Kind {
  /** How many there are of each token; the number 0 means no token. */
  readonly tokens: Map<number, number>
}

/** Counts of events that were added with consecutive ids. */
export interface AuditTally {
  readonly firstId: number
  readonly lastId: number
  readonly kinds: Iterable<KindCount>
  /**
   * Counts the next events. Ignores events whose ids do not follow on the last one, and all events once there are too many counts.
   * @param firstId the id of the first event; the others have the ids after it
   */
  add(requests: readonly (readonly AddedRow[])[], firstId: number): void
}

/** Writing so many counts takes a few milliseconds, and the writers of the log wait for them. */
const mostCounts = 1000

/** Creates a tally that begins with the event of an id. */
export function createAuditTally(firstId: number): AuditTally {
  const kinds = new Map<string, KindCount>()
  // Most events are of the kind of the one before.
  let latest: KindCount | undefined
  let nextId = firstId
  let size = 0

  function findKind(kind: Kind): KindCount {
    if (latest !== undefined && isSame(latest, kind)) return latest
    const { account, hour, outcome, action, code, credential } = kind
    const key = [account, hour, outcome, action, code, credential].join()
    latest = kinds.get(key) ?? { ...kind, tokens: new Map() }
    kinds.set(key, latest)
    return latest
  }

  function count(row: AddedRow): void {
    const { tokens } = findKind(readKind(row))
    const token = readNumber(row, placeOf.token)
    const known = tokens.get(token)
    if (known === undefined) size++
    tokens.set(token, (known ?? 0) + Number(row[placeOf.count] ?? 1))
  }

  return {
    firstId,
    get lastId() {
      return nextId - 1
    },
    get kinds() {
      return kinds.values()
    },
    add(requests, id) {
      if (id !== nextId || size >= mostCounts) return
      for (const rows of requests) {
        for (const row of rows) count(row)
        nextId += rows.length
      }
    },
  }
}

function readKind(row: AddedRow): Kind {
  return {
    account: readNumber(row, placeOf.account),
    hour: Math.floor(readNumber(row, placeOf.at) / hourMs),
    outcome: readNumber(row, placeOf.outcome),
    action: readNumber(row, placeOf.action),
    code: readNumber(row, placeOf.code),
    credential: readNumber(row, placeOf.credential),
  }
}

function readNumber(row: AddedRow, place: number): number {
  return Number(row[place] ?? noName)
}

function isSame(one: Kind, other: Kind): boolean {
  return (
    one.account === other.account &&
    one.hour === other.hour &&
    one.outcome === other.outcome &&
    one.action === other.action &&
    one.code === other.code &&
    one.credential === other.credential
  )
}
