import type { TokenRepository } from '../core/ports.ts'

/** Notes when tokens are used. */
export interface LastUse {
  /** Notes a use. It costs only a comparison of times. */
  note(token: NotedToken, now: number): void
  /** Writes the noted uses, and ends. */
  close(): Promise<void>
}

/** A token in memory, with the time of its last note. */
export interface NotedToken {
  readonly id: string
  notedAt: number
}

/** A use within a minute of the last note is not written. */
const minuteMs = 60_000
/** How often notes are written: one transaction for all tokens that were used. */
const flushIntervalMs = 2000
/** The most tokens in one transaction, because answers and revocations have to wait for it. */
const batchSize = 500

/**
 * Writes the last use of tokens to the database, to the minute, after the answers. Only people who clean up look at it, so nothing
 * depends on it if it cannot be written or is lost in a crash.
 */
export function createLastUse(repository: Pick<TokenRepository, 'touch'>): LastUse {
  const notes = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  function writeBatch(): Promise<void> {
    const batch = new Map([...notes].slice(0, batchSize))
    for (const id of batch.keys()) notes.delete(id)
    writing = repository.touch(batch).catch(() => {})
    return writing
  }

  function schedule(): void {
    timer = setTimeout(async () => {
      await writeBatch()
      timer = undefined
      if (notes.size > 0) schedule()
    }, flushIntervalMs)
    timer.unref()
  }

  return {
    note(token, now) {
      if (now - token.notedAt < minuteMs) return
      token.notedAt = now
      notes.set(token.id, now)
      if (timer === undefined) schedule()
    },
    async close() {
      clearTimeout(timer)
      await writing
      while (notes.size > 0) await writeBatch()
    },
  }
}
