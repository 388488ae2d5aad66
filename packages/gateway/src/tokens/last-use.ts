import type { TokenRepository } from '../core/ports.ts'

/** Notes when tokens are used. */
export interface LastUse {
  /** Takes a note of a use; costs nothing but a look at a clock that is given. */
  note(token: NotedToken, now: number): void
  /** Writes what is noted, and ends. */
  close(): Promise<void>
}

/** A token as it is kept in memory, with the time of the note that was last taken. */
export interface NotedToken {
  readonly id: string
  notedAt: number
}

/** A use within a minute of the one that is noted is not worth a write. */
const minuteMs = 60_000
/** Notes are written together: one transaction for the tokens that were busy. */
const flushIntervalMs = 2000
/** The most of one transaction, which answers and revocations have to wait for. */
const batchSize = 500

/**
 * Keeps the last use of tokens in the store, to the minute, behind the answers. Last use is for people who clean up: when
 * it cannot be written, or is lost in a crash, nothing depends on it.
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
