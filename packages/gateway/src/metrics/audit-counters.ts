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
      async append(requests, options) {
        const startedAt = performance.now()
        const sizes = requests.map((batch) => batch.length)
        const all = sizes.reduce((count, size) => count + size, 0)
        let failed = all
        try {
          const refused = await repository.append(requests, options)
          failed = refused.reduce((count, { index }) => count + (sizes[index] ?? 0), 0)
          return refused
        } finally {
          addToHistogram(commits, (performance.now() - startedAt) / 1000)
          addToHistogram(batches, all)
          events.written += all - failed
          events.failed += failed
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
