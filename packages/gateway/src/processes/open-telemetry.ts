import type { Logger } from 'pino'
import type { Config } from '../config/config-schema.ts'
import { readTracingSettings } from '../config/tracing-settings.ts'
import type { Tracing } from '../tracing/start-tracing.ts'

/** A pipe takes so many bytes as a whole (PIPE_BUF on Linux), so that lines of several processes do not mix. */
const wholeWriteBytes = 4096

/** How a gateway tells what it does. */
export interface Telemetry {
  readonly logger: Logger
  /** Undefined unless the `OTEL_*` variables ask for it. */
  readonly tracing: Tracing | undefined
}

/**
 * Opens the log of `serve`, and tracing if it is asked for: without it, nothing of OpenTelemetry is loaded.
 * @param worker number of the worker that writes
 */
export async function openTelemetry(config: Config, worker?: number): Promise<Telemetry> {
  const { settings, problems } = readTracingSettings(process.env)
  if (settings === undefined) return { logger: warn(await openServerLog(config, worker), problems), tracing: undefined }
  const { readTraceFields, startTracing } = await import('../tracing/start-tracing.ts')
  const logger = warn(await openServerLog(config, worker, readTraceFields), problems)
  return { logger, tracing: startTracing(settings, { config, logger, worker }) }
}

/**
 * The log of `serve`: JSON lines on standard error.
 * @param worker number of the worker that writes; it stands in each line
 * @param mixin gives further fields of a line, and is called for each
 */
export async function openServerLog({ logLevel }: Config, worker?: number, mixin?: () => object): Promise<Logger> {
  // Loaded here, so that the other commands do not wait for it.
  const { pino } = await import('pino')
  const isAlone = worker === undefined
  const destination = pino.destination({ fd: 2, sync: false, ...(isAlone ? {} : { maxWrite: wholeWriteBytes }) })
  const options = { level: logLevel, base: isAlone ? null : { worker } }
  return pino(mixin === undefined ? options : { ...options, mixin }, destination)
}

function warn(logger: Logger, problems: readonly string[]): Logger {
  if (problems.length > 0) logger.warn({ problems }, 'OTEL_* variables are not as they should be')
  return logger
}
