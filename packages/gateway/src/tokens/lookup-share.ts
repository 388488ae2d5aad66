import { AppError } from '../core/app-error.ts'

/** How much of the database one kind of look-ups may use. */
export interface LookupShareBounds {
  /** How many look-ups may run at the same time. */
  readonly atOnce: number
  /** How many look-ups may wait for their turn. More are refused at once. */
  readonly waiting: number
  /** The longest wait for a turn. */
  readonly waitMs: number
}

/** Lets look-ups run, a few at the same time. */
export interface LookupShare {
  /** Runs a look-up when its turn comes. @throws AppError `unavailable`, as a rejection, if no turn comes in time; errors of the look-up */
  run<Found>(lookUp: () => Promise<Found>): Promise<Found>
}

/** Creates a share of the database. If it is used up, look-ups wait in order, for a limited time. */
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

  /** Passes the turn directly to the next waiting look-up, so that a later one cannot take it. */
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
