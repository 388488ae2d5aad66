import type { Logger } from 'pino'
import type { ConfigKey } from '../config/config-schema.ts'
import { describeUrl } from '../config/gateway-url.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { describeSystemError } from '../core/system-error.ts'
import type { MetricSnapshot } from '../metrics/metric-snapshot.ts'
import { type MetricsServer, metricsPath, openMetricsServer } from '../metrics/metrics-server.ts'
import { renderMetrics } from '../metrics/prom-client.ts'

/** The metrics on their separate address. */
export interface MetricsEndpoint {
  /**
   * Serves metrics on the configured address.
   * @returns their URL; undefined when none are served
   * @throws Error that says what to do, when the server cannot listen on an address that was set
   */
  open(): Promise<string | undefined>
  close(): Promise<void>
}

/** An operator who sets one of these keys asks for metrics. */
const metricsKeys: readonly ConfigKey[] = ['metrics', 'metricsHost', 'metricsPort']

const adviceOnPort = 'choose another one for the metrics with SIGNPOST_METRICS_PORT'

/**
 * Creates the metrics listener of `serve`. When the operator has not asked for metrics, and their default port is in use (by a second
 * Signpost, for example) or is the gateway's own, no metrics are served, and the log says so.
 * @param read reads the metrics of each process
 */
export function createMetricsEndpoint(
  { config, sources }: LoadedConfig,
  logger: Logger,
  read: () => Promise<readonly (readonly MetricSnapshot[])[]>,
): MetricsEndpoint {
  const { metricsHost: host, metricsPort, port } = config
  const isAskedFor = metricsKeys.some((key) => sources[key] !== 'default')
  let server: MetricsServer | undefined
  return {
    async open() {
      if (!config.metrics) return undefined
      if (!isAskedFor && port === metricsPort) {
        logger.warn(`No metrics are served. Port ${port} is the gateway’s own; ${adviceOnPort}`)
        return undefined
      }
      const render = async () => renderMetrics(await read())
      try {
        server = await openMetricsServer({ host, port: metricsPort, render, logger })
      } catch (error) {
        const complaint = describeListenError(error as NodeJS.ErrnoException, host, metricsPort)
        if (isAskedFor) throw new Error(complaint, { cause: error })
        logger.warn(`No metrics are served. ${complaint}`)
        return undefined
      }
      return `${describeUrl(host, server)}${metricsPath}`
    },
    close: async () => server?.close(),
  }
}

function describeListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code !== 'EADDRINUSE') return `The metrics server cannot listen on ${host}: ${describeSystemError(error)}`
  return `Port ${port} of ${host} is in use; ${adviceOnPort}`
}
