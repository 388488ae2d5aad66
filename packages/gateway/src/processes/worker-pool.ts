import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { WorkerExit, WorkerProcess } from './fork-worker.ts'

/** The workers of one primary process. */
export interface WorkerPool {
  /**
   * Starts all workers.
   * @returns the URL on which all listen
   * @throws the Error of the first worker that does not start
   */
  start(): Promise<string>
  /** Replaces all workers, one after the other. Each successor listens before its predecessor ends. A second call joins the first. */
  roll(): Promise<void>
  /**
   * Lets all workers drain and end.
   * @throws Error that names the workers that did not end properly
   */
  drain(waitFor?: (name: string) => void): Promise<void>
}

/** The options of {@link createWorkerPool}. */
export interface WorkerPoolOptions {
  readonly size: number
  /** @param number from 1 */
  readonly fork: (number: number) => WorkerProcess
  readonly logger: Logger
  /** Called when a worker has ended without an order, or when its successor could not start. */
  readonly countRestart: () => void
  /** Called when workers end again and again and none is left. */
  readonly giveUp: (error: Error) => void
  /** When workers are started again. A test may change it. */
  readonly pace?: Partial<RestartPace>
}

/** When workers that ended are started again. */
export interface RestartPace {
  /** The restart of a worker that lived this long is not delayed. */
  readonly stableMs: number
  /** The wait before the second start in a row. It doubles with each further one. */
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** After so many short lives of one worker in a row the pool gives up, unless another worker listens. */
  readonly mostShortLives: number
}

const defaultPace: RestartPace = { stableMs: 10_000, firstDelayMs: 100, longestDelayMs: 5000, mostShortLives: 7 }

/** How long draining waits for all workers to stop listening. */
const stopLimitMs = 1000

interface Slot {
  readonly number: number
  current: Running
  shortLives: number
}

interface Running {
  readonly process: WorkerProcess
  readonly startedAt: number
  /** Whether it has a successor, or gets one. Then its end is not a crash. */
  isReplaced: boolean
}

/** Creates a pool that keeps a number of workers running. */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { size, fork, logger, countRestart, giveUp, pace = {} } = options
  const { stableMs, firstDelayMs, longestDelayMs, mostShortLives } = { ...defaultPace, ...pace }
  const alive = new Map<WorkerProcess, number>()
  const ending = new AbortController()
  let slots: readonly Slot[] = []
  let rolling: Promise<void> | undefined

  function launch(number: number): Running {
    const process = fork(number)
    alive.set(process, number)
    void process.exited.then(() => alive.delete(process))
    return { process, startedAt: performance.now(), isReplaced: false }
  }

  /** Waits for the end of a worker that listens, and restarts it when the end is unexpected. */
  async function supervise(slot: Slot, running: Running): Promise<void> {
    const exit = await running.process.exited
    if (running.isReplaced || ending.signal.aborted) return
    logger.error({ worker: slot.number, pid: running.process.pid, ...exit }, 'a worker ended and is restarted')
    await restart(slot, running)
  }

  async function restart(slot: Slot, dead: Running): Promise<void> {
    countRestart()
    const isShort = performance.now() - dead.startedAt < stableMs
    slot.shortLives = isShort ? slot.shortLives + 1 : 0
    if (slot.shortLives >= mostShortLives && !slots.some(({ current }) => current.process.isListening())) {
      giveUp(new Error(`Workers end at once again and again (${slot.shortLives} times in a row), and none is left`))
      return
    }
    const delayMs = slot.shortLives < 2 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (slot.shortLives - 2))
    await sleep(delayMs, undefined, { signal: ending.signal }).catch(() => {})
    if (ending.signal.aborted || slot.current !== dead || dead.isReplaced) return
    const next = launch(slot.number)
    slot.current = next
    let url: string
    try {
      url = await next.process.ready
    } catch (error) {
      if (ending.signal.aborted || next.isReplaced) return
      logger.error({ worker: slot.number, reason: (error as Error).message }, 'a worker could not start')
      return restart(slot, next)
    }
    logger.info({ worker: slot.number, pid: next.process.pid, url }, 'a worker listens again')
    return supervise(slot, next)
  }

  /** @returns whether there is a successor */
  async function replace(slot: Slot): Promise<boolean> {
    const former = slot.current
    former.isReplaced = true
    const next = launch(slot.number)
    try {
      await next.process.ready
    } catch (error) {
      if (ending.signal.aborted) return false
      const reason = (error as Error).message
      logger.error({ worker: slot.number, reason }, 'a new worker could not start: the running ones go on')
      former.isReplaced = false
      if (!alive.has(former.process)) void restart(slot, former)
      return false
    }
    slot.current = next
    slot.shortLives = 0
    void supervise(slot, next)
    former.process.order('retire')
    await former.process.exited
    return !ending.signal.aborted
  }

  async function replaceAll(): Promise<void> {
    logger.info('workers are replaced, one after the other')
    for (const slot of slots) if (!(await replace(slot))) return
    logger.info('all workers are replaced')
  }

  return {
    async start() {
      slots = Array.from({ length: size }, (_, index) => {
        return { number: index + 1, current: launch(index + 1), shortLives: 0 }
      })
      const urls = await Promise.all(slots.map(({ current }) => current.process.ready))
      for (const slot of slots) void supervise(slot, slot.current)
      return urls[0] as string
    },

    roll() {
      rolling ??= replaceAll().finally(() => {
        rolling = undefined
      })
      return rolling
    },

    async drain(waitFor = () => {}) {
      ending.abort()
      const failures: string[] = []
      // First all workers stop listening. Otherwise a client whose connection ends could open a new one to a worker that is to drain next.
      waitFor('workers to stop listening')
      const listening = [...alive.keys()].filter((process) => process.isListening())
      await Promise.race([
        Promise.all(listening.map((process) => process.stop())),
        sleep(stopLimitMs, undefined, { ref: false }),
      ])
      const ends = [...alive].map(async ([process, number]) => {
        const isStarting = !process.isListening()
        process.order('drain')
        const exit = await process.exited
        if (!isStarting && exit.code !== 0) failures.push(`worker ${number} ended with ${describeEnd(exit)}`)
        waitFor(describeAlive(alive))
      })
      waitFor(describeAlive(alive))
      await Promise.all(ends)
      if (failures.length > 0) throw new Error(failures.join('; '))
    },
  }
}

function describeEnd({ code, signal }: WorkerExit): string {
  return signal ?? String(code)
}

function describeAlive(alive: ReadonlyMap<WorkerProcess, number>): string {
  return `workers to drain: ${[...alive.values()].join(', ')}`
}
