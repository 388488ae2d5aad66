import type { RefusedRequest } from '../core/audit-ports.ts'
import { channels, follow, type WaitOutcome } from '../core/channels.ts'
import { addToHistogram, createHistogramCounters, durationBounds } from './histogram-counters.ts'
import { type CountedMetrics, listHistogramValues, snapMetric } from './metric-snapshot.ts'

const batchBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** Counts the commits of the audit log. */
export function countAuditCommits(): CountedMetrics {
  const commits = createHistogramCounters(durationBounds)
  const batches = createHistogramCounters(batchBounds)
  const events = { written: 0, failed: 0 }
  const end = follow(channels.auditCommit, startTimer, (readSeconds, { requests, result }) => {
    const count = requests.flat().length
    const refused = result as readonly RefusedRequest[] | undefined
    const failed = refused?.flatMap(({ index }) => requests[index] ?? []).length ?? count
    addToHistogram(commits, readSeconds())
    addToHistogram(batches, count)
    events.written += count - failed
    events.failed += failed
  })
  return {
    end,
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

/** The part of a probe's result that is counted. */
interface ProbeResult {
  readonly kind: string
  /** For the kind `unknown`: whether S3 as a whole seems to be unavailable. */
  readonly isOutage?: boolean
}

/** All counted results of a probe: the kinds, with the last two in place of `unknown`. */
const probeResults = ['exists', 'missing', 'refused', 'readable', 'absent', 'denied', 'unreachable', 'unclear']

/** Seconds. A probe is at most two requests, of two seconds each. */
const probeBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Counts the probes of buckets and objects that are sent to S3. */
export function countProbes(): CountedMetrics {
  const durations = createHistogramCounters(probeBounds)
  const counts = new Map(probeResults.map((result) => [result, 0]))
  const end = follow(channels.s3Probe, startTimer, (readSeconds, outcome) => {
    addToHistogram(durations, readSeconds())
    const result = nameResult(outcome)
    counts.set(result, (counts.get(result) ?? 0) + 1)
  })
  return {
    end,
    read: () => [
      snapMetric(
        'signpost_s3_probes_total',
        [...counts].map(([result, value]) => ({ value, labels: { result } })),
      ),
      snapMetric('signpost_s3_probe_seconds', listHistogramValues('signpost_s3_probe_seconds', durations)),
    ],
  }
}

function nameResult({ result }: WaitOutcome): string {
  const { kind, isOutage } = (result ?? { kind: 'unknown' }) as ProbeResult
  if (kind !== 'unknown') return kind
  return isOutage === true ? 'unreachable' : 'unclear'
}

/** Counts the renewals of credentials that this process makes. */
export function countRenewals(): CountedMetrics {
  const counts: Record<string, number> = { renewed: 0, unchanged: 0, overtaken: 0, failed: 0 }
  const end = follow(
    channels.renewal,
    () => true,
    (_, { result }) => {
      const outcome = typeof result === 'string' ? result : 'failed'
      counts[outcome] = (counts[outcome] ?? 0) + 1
    },
  )
  return {
    end,
    read: () => [
      snapMetric(
        'signpost_credential_renewals_total',
        Object.entries(counts).map(([result, value]) => ({ value, labels: { result } })),
      ),
    ],
  }
}

function startTimer(): () => number {
  const startedAt = performance.now()
  return () => (performance.now() - startedAt) / 1000
}
