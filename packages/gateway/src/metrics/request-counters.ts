import { listen } from '../core/channels.ts'
import { requestErrorCodes } from '../core/error-table.ts'
import type { AuditOutcome } from '../core/model.ts'
import {
  addToHistogram,
  createHistogramCounters,
  durationBounds,
  estimateQuantile,
  type HistogramCounters,
} from './histogram-counters.ts'
import { type CountedMetrics, listHistogramValues, type MetricValue, snapMetric } from './metric-snapshot.ts'

const outcomes = ['allowed', 'denied', 'failed'] as const satisfies readonly AuditOutcome[]

type Durations = Readonly<Record<AuditOutcome, HistogramCounters>>

/** How long the requests of an operation took. */
export interface OperationLatency {
  readonly operation: string
  readonly count: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** The counts of requests. */
export interface CountedRequests extends CountedMetrics {
  /** Reads the latency of each operation that has had requests, with the most frequent operation first. */
  readLatency(): readonly OperationLatency[]
}

/**
 * Counts requests by operation and outcome with their durations, and errors by code.
 * @param operations the names of the operations, which are listed with zeros from the start
 */
export function countRequests(operations: readonly string[]): CountedRequests {
  const byOperation = new Map(operations.map((operation) => [operation, createDurations()]))
  const byCode = new Map<string, number>(requestErrorCodes.map((code) => [code, 0]))

  function countError(code: string): void {
    byCode.set(code, (byCode.get(code) ?? 0) + 1)
  }

  function addOperation(operation: string): Durations {
    const durations = createDurations()
    byOperation.set(operation, durations)
    return durations
  }

  const end = listen({
    decided({ events: [event], durationMs }) {
      const { operation, outcome, code } = event
      const durations = byOperation.get(operation) ?? addOperation(operation)
      addToHistogram(durations[outcome], durationMs / 1000)
      if (code !== undefined) countError(code)
    },
    unrouted: ({ code }) => countError(code),
  })

  return {
    end,
    readLatency() {
      const measured = [...byOperation].map(([operation, counters]) => describeLatency(operation, counters))
      return measured.filter(({ count }) => count > 0).sort((one, other) => other.count - one.count)
    },
    read() {
      const requests: MetricValue[] = []
      const durations: MetricValue[] = []
      for (const [operation, counters] of byOperation) {
        for (const outcome of outcomes) {
          const labels = { operation, outcome }
          const count = counters[outcome].counts.reduce((total, part) => total + part, 0)
          requests.push({ value: count, labels })
          // Seventeen lines each, so only for outcomes that have happened.
          if (count > 0) {
            durations.push(...listHistogramValues('signpost_request_duration_seconds', counters[outcome], labels))
          }
        }
      }
      const refusals = [...byCode].map(([code, value]) => ({ value, labels: { code } }))
      return [
        snapMetric('signpost_requests_total', requests),
        snapMetric('signpost_refusals_total', refusals),
        snapMetric('signpost_request_duration_seconds', durations),
      ]
    },
  }
}

/** Describes the latency of an operation, over all outcomes: a client waits for a refusal as well. */
function describeLatency(operation: string, durations: Durations): OperationLatency {
  const counts = durationBounds
    .concat(Number.POSITIVE_INFINITY)
    .map((_, index) => outcomes.reduce((sum, outcome) => sum + (durations[outcome].counts[index] ?? 0), 0))
  const quantileMs = (share: number) =>
    Math.round(1e5 * estimateQuantile({ bounds: durationBounds, counts }, share)) / 100
  return {
    operation,
    count: counts.reduce((sum, count) => sum + count, 0),
    p50Ms: quantileMs(0.5),
    p95Ms: quantileMs(0.95),
    p99Ms: quantileMs(0.99),
  }
}

function createDurations(): Durations {
  return {
    allowed: createHistogramCounters(durationBounds),
    denied: createHistogramCounters(durationBounds),
    failed: createHistogramCounters(durationBounds),
  }
}
