import { AppError } from '../core/app-error.ts'

/** How much of the database the look-ups of a kind may take up. */
export interface LookupShareBounds {
  /** Look-ups at the same time. */
  readonly atOnce: number
  /** Look-ups that may wait for their turn; more are refused at once. */
  readonly waiting: number
  /** The longest wait for a turn. */
  readonly waitMs: number
}

/** Lets look-ups run, a few at the same time. */
export interface LookupShare {
  /** @throws AppError `unavailable`, as a rejection, when no turn comes in time; else what the look-up throws */
  run<Found>(lookUp: () => Promise<Found>): Promise<Found>
}

/** A share of the database: whoever has none of it left waits, in order, and not for long. */
export function createLookupShare({ atOnce, waiting: mostWaiting, waitMs }: LookupShareBounds): LookupShare {
  const waiting = new Set<() => void>()
  let running = 0

  function takeTurn(): Promise<void> | undefined {
    if (running < atOnce) {
      running++
      return undefined
    }
    if (waiting.size >= mostWaiting) throw new AppError('unavailable')
    return new Promise((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.delete(begin)
        reject(new AppError('unavailable'))
      }, waitMs)
      waiting.add(begin)
    })
  }

  /** Whoever waits gets the turn itself, so that nobody who comes meanwhile takes it. */
  function giveTurn(): void {
    const [next] = waiting
    if (next === undefined) running--
    else {
      waiting.delete(next)
      next()
    }
  }

  return {
    async run(lookUp) {
      const turn = takeTurn()
      if (turn !== undefined) await turn
      try {
        return await lookUp()
      } finally {
        giveTurn()
      }
    },
  }
}
