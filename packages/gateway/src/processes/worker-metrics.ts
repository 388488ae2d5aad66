import { createEndedProcesses } from '../metrics/ended-processes.ts'
import { listCounts, type MetricSnapshot } from '../metrics/metric-snapshot.ts'
import { createProcessMetrics } from '../metrics/process-metrics.ts'
import { snapWorkers } from '../metrics/worker-counters.ts'
import type { WorkerProcess } from './fork-worker.ts'

/** A worker as far as its metrics go. */
export type MeasuredWorker = Pick<WorkerProcess, 'measure' | 'lastMeasured' | 'exited'>

/** The metrics of all processes of `serve --workers`. */
export interface WorkerMetrics {
  /** Takes a worker in, until it ends; what it had counted by then stays. */
  follow(worker: MeasuredWorker): void
  /** Counts a worker that ended by itself. */
  countRestart(): void
  /**
   * The metrics of each process, and what the primary one knows of the others; of a worker that does not answer, what it
   * last told of those that only grow.
   */
  read(): Promise<readonly (readonly MetricSnapshot[])[]>
}

/** A worker asks the database for one second at the most; one that takes longer is not asked for more than this. */
const answerLimitMs = 2000

/** What of the primary process is told: it has no event loop that anybody waits for. */
const primaryNames = /^process_|^signpost_(file_descriptors_used_ratio|process_memory_bytes)$/

/** Metrics without a worker yet. @param expected how many workers there should be */
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
      const answers = new Map<MeasuredWorker, readonly MetricSnapshot[] | undefined>()
      const asking = [...workers].map(async (worker) => answers.set(worker, await worker.measure(answerLimitMs)))
      const [own] = await Promise.all([primary.read(), ...asking])
      // Nothing is waited for from here on: a worker that ends meanwhile must be in one of both, and not in both.
      const living = [...workers].map((worker) => answers.get(worker) ?? listCounts(worker.lastMeasured() ?? []))
      const answering = [...workers].filter((worker) => answers.get(worker) !== undefined).length
      const known = [
        ...snapWorkers({ expected, answering, restarts }),
        ...own.filter(({ name }) => primaryNames.test(name)),
      ]
      return [...living, ended.read(), known]
    },
  }
}
