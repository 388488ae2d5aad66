import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

// Loaded into a gateway by `--import file:…/loop-watch.ts?report=FILE`. It records how long each turn of the event loop takes, from
// one check phase to the next; this is never less than the longest block in the turn. It writes the turns when the process is asked to
// end. The loop never sleeps meanwhile, so a turn contains no waiting.

/** A turn of the event loop. */
export interface LoopTurn {
  /** When it ended, epoch milliseconds. */
  readonly endedAt: number
  readonly milliseconds: number
}

/** Shorter turns are of no interest. */
const leastMilliseconds = 0.2

function watch(reportFile: string): void {
  const turns: LoopTurn[] = []
  let isOver = false
  let last = performance.now()
  const turn = () => {
    const now = performance.now()
    const milliseconds = now - last
    if (milliseconds >= leastMilliseconds) turns.push({ endedAt: performance.timeOrigin + now, milliseconds })
    last = now
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  process.once('SIGTERM', () => {
    isOver = true
    writeFileSync(reportFile, JSON.stringify(turns))
  })
}

// The threads of the process also load this file.
const reportFile = new URL(import.meta.url).searchParams.get('report')
if (isMainThread && reportFile !== null) watch(reportFile)
