import type { Logger } from 'pino'
import type { Config } from '../config/config-schema.ts'
import { readTracingSettings } from '../config/tracing-settings.ts'
import type { Tracing } from '../tracing/start-tracing.ts'

/** A pipe accepts so many bytes in one piece (PIPE_BUF on Linux), so that lines of several processes do not mix. */
const wholeWriteBytes = 4096

/** The log of a gateway, and its tracing. */
export interface Telemetry {
  readonly logger: Logger
  /** Undefined unless the `OTEL_*` variables ask for it. */
  readonly tracing: Tracing | undefined
}

/**
 * Opens the log of `serve`, and tracing if the `OTEL_*` variables ask for it. Otherwise nothing of OpenTelemetry is loaded.
 * @param worker the number of the worker that writes
 */
export async function openTelemetry(config: Config, worker?: number): Promise<Telemetry> {
  const { settings, problems } = readTracingSettings(process.env)
  if (settings === undefined) return { logger: warn(await openServerLog(config, worker), problems), tracing: undefined }
  const { readTraceFields, startTracing } = await import('../tracing/start-tracing.ts')
  const logger = warn(await openServerLog(config, worker, readTraceFields), problems)
  return { logger, tracing: startTracing(settings, { config, logger, worker }) }
}

/**
 * Opens the log of `serve`: JSON lines on standard error.
 * @param worker the number of the worker that writes, which is in each line
 * @param mixin called for each line, and returns further fields of it
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
  if (problems.length > 0) logger.warn({ problems }, 'some OTEL_* variables are not valid')
  return logger
}
