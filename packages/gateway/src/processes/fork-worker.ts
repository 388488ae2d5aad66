import cluster from 'node:cluster'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MetricSnapshot } from '../metrics/metric-snapshot.ts'

/** A report of a worker to the primary process. */
export type WorkerReport =
  | { readonly type: 'ready'; readonly url: string }
  /** It no longer listens, as ordered. */
  | { readonly type: 'stopped' }
  /** Its metrics; undefined when they could not be read. Before it ends, it sends once more the metrics that only grow. */
  | { readonly type: 'measured'; readonly metrics: readonly MetricSnapshot[] | undefined }
  /** It could not start, and ends. */
  | { readonly type: 'failed'; readonly message: string }

/**
 * An order of the primary process to a worker.
 *
 * - `measure`: report your metrics.
 * - `stop`: accept no new connections, and report that.
 * - `drain`: answer requests in flight, and end.
 * - `retire`: both at once. Other workers listen, so silent connections get more time.
 */
export interface WorkerOrder {
  readonly type: 'measure' | 'stop' | 'drain' | 'retire'
}

/** How a worker ended. */
export interface WorkerExit {
  readonly code: number | null
  readonly signal: string | null
}

/** A worker process, as the primary process sees it. */
export interface WorkerProcess {
  readonly pid: number | undefined
  /** The URL on which it listens. Rejects when the worker ends before it listens. */
  readonly ready: Promise<string>
  readonly exited: Promise<WorkerExit>
  isListening(): boolean
  /** Asks the worker for its metrics. Resolves with undefined when they do not come in time. */
  measure(limitMs: number): Promise<readonly MetricSnapshot[] | undefined>
  /** The last metrics that came; undefined when none have come. */
  lastMeasured(): readonly MetricSnapshot[] | undefined
  /** Orders the worker to drain and end. Kills a worker that does not listen yet. */
  order(type: 'drain' | 'retire'): void
  /** Orders the worker to accept no new connections. Resolves when it accepts none any more. */
  stop(): Promise<void>
  kill(): void
}

/** Starts a worker: `serve` with these arguments, from the same program as this process. */
export function forkWorker(args: readonly string[]): WorkerProcess {
  cluster.setupPrimary({ args: ['serve', ...args] })
  const worker = cluster.fork()
  let state: 'starting' | 'listening' | 'ended' = 'starting'
  let failure: string | undefined
  let lastMeasured: readonly MetricSnapshot[] | undefined
  let measuring: PromiseWithResolvers<readonly MetricSnapshot[] | undefined> | undefined
  const ready = Promise.withResolvers<string>()
  const exited = Promise.withResolvers<WorkerExit>()
  const stopped = Promise.withResolvers<void>()
  ready.promise.catch(() => {})
  worker.on('message', (report: WorkerReport) => {
    if (report.type === 'failed') failure = report.message
    else if (report.type === 'stopped') stopped.resolve()
    else if (report.type === 'measured') keepMeasured(report.metrics)
    else if (state === 'starting') {
      state = 'listening'
      ready.resolve(report.url)
    }
  })
  worker.on('exit', (code: number | null, signal: string | null) => {
    settle({ code, signal }, `it ended with ${signal ?? code} before it listened`)
  })
  worker.on('error', (error: Error) => {
    // Without a pid the worker never ran, and no exit event comes. With a pid, an order could not be sent, because the worker is ending.
    if (worker.process.pid === undefined) settle({ code: 1, signal: null }, error.message)
  })

  function keepMeasured(metrics: readonly MetricSnapshot[] | undefined): void {
    lastMeasured = metrics ?? lastMeasured
    measuring?.resolve(metrics)
    measuring = undefined
  }

  function settle(exit: WorkerExit, reason: string): void {
    state = 'ended'
    ready.reject(new Error(failure ?? reason))
    exited.resolve(exit)
    stopped.resolve()
    keepMeasured(undefined)
  }

  function send(order: WorkerOrder): void {
    if (worker.isConnected()) worker.send(order)
  }

  function kill(): void {
    worker.process.kill('SIGKILL')
  }

  return {
    pid: worker.process.pid,
    ready: ready.promise,
    exited: exited.promise,
    isListening: () => state === 'listening',
    async measure(limitMs) {
      if (state !== 'listening') return undefined
      // A worker that hangs is not asked again until it has answered.
      if (measuring === undefined) {
        measuring = Promise.withResolvers()
        send({ type: 'measure' })
      }
      return Promise.race([measuring.promise, sleep(limitMs, undefined, { ref: false })])
    },
    lastMeasured: () => lastMeasured,
    order(type) {
      if (state === 'starting') kill()
      else send({ type })
    },
    async stop() {
      if (state === 'starting') kill()
      else send({ type: 'stop' })
      await stopped.promise
    },
    kill,
  }
}
