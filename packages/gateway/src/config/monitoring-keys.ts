import { Type } from 'typebox'
import { describeKey } from './config-key.ts'

/** Most lines of one second that a process can be told to log; no process answers so many requests. */
const mostLines = 1_000_000

/** The configuration keys of the log and the metrics. */
export const monitoringKeys = {
  logLevel: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    ...describeKey({ env: 'SIGNPOST_LOG_LEVEL', description: 'What is logged, as JSON lines on standard error' }),
  }),
  accessLogPerSecond: Type.Integer({
    default: 20,
    minimum: 0,
    maximum: mostLines,
    ...describeKey({
      env: 'SIGNPOST_ACCESS_LOG_PER_SECOND',
      description: 'Signed requests of one second that are logged by one process; 0 logs none, 1000000 logs all',
    }),
  }),
  accessLogFailuresPerSecond: Type.Integer({
    default: 200,
    minimum: 1,
    maximum: mostLines,
    ...describeKey({
      env: 'SIGNPOST_ACCESS_LOG_FAILURES_PER_SECOND',
      description:
        'Refusals of one second that are logged by one process, and as many faults: what only a flood goes beyond',
    }),
  }),
  metrics: Type.Boolean({
    default: true,
    ...describeKey({
      env: 'SIGNPOST_METRICS',
      description: 'Serve metrics for Prometheus, on an address and a port of their own',
    }),
  }),
  metricsHost: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    ...describeKey({
      env: 'SIGNPOST_METRICS_HOST',
      description: 'Address of the metrics; whoever reaches it can read them, and nothing asks who that is',
    }),
  }),
  metricsPort: Type.Integer({
    default: 9464,
    minimum: 0,
    maximum: 65_535,
    ...describeKey({ env: 'SIGNPOST_METRICS_PORT', description: 'Port of the metrics; 0 takes a free one' }),
  }),
}
