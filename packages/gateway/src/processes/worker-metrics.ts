import { listCounts, type MetricSnapshot } from '../metrics/metric-snapshot.ts'
import { createProcessMetrics } from '../metrics/process-metrics.ts'
import { createEndedProcesses, snapWorkers } from '../metrics/worker-counters.ts'
import type { WorkerProcess } from './fork-worker.ts'

/** The part of a worker that its metrics need. */
export type MeasuredWorker = Pick<WorkerProcess, 'measure' | 'lastMeasured' | 'exited'>

/** The metrics of all processes of `serve --workers`. */
export interface WorkerMetrics {
  /** Includes a worker until it ends. Its counts stay after that. */
  follow(worker: MeasuredWorker): void
  /** Counts a worker that ended unexpectedly. */
  countRestart(): void
  /**
   * Reads the metrics of each process, and what the primary process knows about its workers. For a worker that does not answer,
   * these are the last known values of the metrics that only grow.
   */
  read(): Promise<readonly (readonly MetricSnapshot[])[]>
}

/** A worker needs at most one second, when its database hangs. A worker that needs longer than this limit hangs itself. */
const answerLimitMs = 2000

/** The metrics of the primary process that are served. Those of its event loop are not among them, because no client waits for it. */
const primaryNames = /^process_|^signpost_(file_descriptors_used_ratio|process_memory_bytes)$/

/** Creates the metrics, without any worker yet. @param expected how many workers there should be */
export function createWorkerMetrics(expected: number): WorkerMetrics {
  const workers = new Set<MeasuredWorker>()
  const ended = createEndedProcesses()
  const primary = createProcessMetrics()
  let restarts = 0
  return {
    follow(worker) {
      workers.add(worker)
      void worker.exited.then(() => {
        workers.delete(worker)
        ended.add(worker.lastMeasured() ?? [])
      })
    },

    countRestart() {
      restarts++
    },

    async read() {
      const measured = new Map<MeasuredWorker, readonly MetricSnapshot[] | undefined>()
      const asking = [...workers].map(async (worker) => measured.set(worker, await worker.measure(answerLimitMs)))
      const [own] = await Promise.all([primary.read(), ...asking])
      // No await from here on: a worker that ended in between would be counted as living and as ended, or as neither.
      const living = [...workers].map((worker) => measured.get(worker) ?? listCounts(worker.lastMeasured() ?? []))
      const answering = [...workers].filter((worker) => measured.get(worker) !== undefined).length
      const known = [
        ...snapWorkers({ expected, answering, restarts }),
        ...own.filter(({ name }) => primaryNames.test(name)),
      ]
      return [...living, ended.read(), known]
    },
  }
}
