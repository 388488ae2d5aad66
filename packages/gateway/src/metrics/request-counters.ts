import { listen } from '../core/channels.ts'
import { requestErrorCodes } from '../core/error-table.ts'
import type { AuditOutcome } from '../core/model.ts'
import {
  addToHistogram,
  createHistogramCounters,
  durationBounds,
  type HistogramCounters,
} from './histogram-counters.ts'
import { type CountedMetrics, listHistogramValues, type MetricValue, snapMetric } from './metric-snapshot.ts'

const outcomes = ['allowed', 'denied', 'failed'] as const satisfies readonly AuditOutcome[]

type Durations = Readonly<Record<AuditOutcome, HistogramCounters>>

/**
 * Counts requests by operation and outcome with their durations, and errors by code.
 * @param operations their names: they are there from the start, with nothing but zeros
 */
export function countRequests(operations: readonly string[]): CountedMetrics {
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
    read() {
      const requests: MetricValue[] = []
      const durations: MetricValue[] = []
      for (const [operation, counters] of byOperation) {
        for (const outcome of outcomes) {
          const labels = { operation, outcome }
          const count = counters[outcome].counts.reduce((total, part) => total + part, 0)
          requests.push({ value: count, labels })
          // Seventeen lines each: only of what has happened.
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

function createDurations(): Durations {
  return {
    allowed: createHistogramCounters(durationBounds),
    denied: createHistogramCounters(durationBounds),
    failed: createHistogramCounters(durationBounds),
  }
}
