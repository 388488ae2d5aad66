import type { AuditRepository } from '../core/ports.ts'
import { addToHistogram, createHistogramCounters, durationBounds } from './histogram-counters.ts'
import { listHistogramValues, type MetricSnapshot, snapMetric } from './metric-snapshot.ts'

type Appender = Pick<AuditRepository, 'append'>

/** Counts what the audit log hands to the database. */
export interface AuditCounters {
  /** A store that does what the given one does, and is counted. */
  follow(repository: Appender): Appender
  read(): MetricSnapshot[]
}

const batchBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** A tally of no event yet. */
export function createAuditCounters(): AuditCounters {
  const commits = createHistogramCounters(durationBounds)
  const batches = createHistogramCounters(batchBounds)
  const events = { written: 0, failed: 0 }
  return {
    follow: (repository) => ({
      async append(entries) {
        const startedAt = performance.now()
        let result: keyof typeof events = 'failed'
        try {
          await repository.append(entries)
          result = 'written'
        } finally {
          addToHistogram(commits, (performance.now() - startedAt) / 1000)
          addToHistogram(batches, entries.length)
          events[result] += entries.length
        }
      },
    }),
    read: () => [
      snapMetric(
        'signpost_audit_events_total',
        Object.entries(events).map(([result, value]) => ({ value, labels: { result } })),
      ),
      snapMetric('signpost_audit_commit_seconds', listHistogramValues('signpost_audit_commit_seconds', commits)),
      snapMetric('signpost_audit_batch_events', listHistogramValues('signpost_audit_batch_events', batches)),
    ],
  }
}
