import { addToHistogram, createHistogramCounters } from './histogram-counters.ts'
import { listHistogramValues, type MetricSnapshot, snapMetric } from './metric-snapshot.ts'

/** What came of a question to S3, as far as it is counted. */
interface Finding {
  readonly kind: string
  /** Of what is unknown: whether S3 as a whole seems to be away. */
  readonly isOutage?: boolean
}

/** Counts the questions that are put to S3. */
export interface ProbeCounters {
  /** A function that asks as the given one does, and is counted. It never throws, as the given one does not. */
  follow<Args extends readonly unknown[], Found extends Finding>(
    ask: (...args: Args) => Promise<Found>,
  ): (...args: Args) => Promise<Found>
  read(): MetricSnapshot[]
}

/** All that can come of a question: the kinds of findings, where `unknown` is one of the last two. */
const results = ['exists', 'missing', 'refused', 'readable', 'absent', 'denied', 'unreachable', 'unclear']

/** Seconds; a question is two requests at the most, of two seconds each. */
const probeBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** A tally of no question yet. */
export function createProbeCounters(): ProbeCounters {
  const durations = createHistogramCounters(probeBounds)
  const counts = new Map(results.map((result) => [result, 0]))
  return {
    follow(ask) {
      return async (...args) => {
        const startedAt = performance.now()
        const finding = await ask(...args)
        addToHistogram(durations, (performance.now() - startedAt) / 1000)
        const result = nameResult(finding)
        counts.set(result, (counts.get(result) ?? 0) + 1)
        return finding
      }
    },
    read: () => [
      snapMetric(
        'signpost_s3_probes_total',
        [...counts].map(([result, value]) => ({ value, labels: { result } })),
      ),
      snapMetric('signpost_s3_probe_seconds', listHistogramValues('signpost_s3_probe_seconds', durations)),
    ],
  }
}

function nameResult({ kind, isOutage }: Finding): string {
  if (kind !== 'unknown') return kind
  return isOutage === true ? 'unreachable' : 'unclear'
}
