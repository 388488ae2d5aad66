import type { Logger } from 'pino'
import type { ConfigKey } from '../config/config-schema.ts'
import { describeUrl } from '../config/gateway-url.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { describeSystemError } from '../core/system-error.ts'
import type { MetricSnapshot } from '../metrics/metric-snapshot.ts'
import { type MetricsServer, metricsPath, openMetricsServer } from '../metrics/metrics-server.ts'
import { renderMetrics } from '../metrics/prom-client.ts'

/** Metrics on an address of their own. */
export interface MetricsEndpoint {
  /**
   * Serves metrics where the configuration says.
   * @returns their URL; undefined when there are none
   * @throws Error that says what to do when an address that was asked for cannot be listened to
   */
  open(): Promise<string | undefined>
  close(): Promise<void>
}

/** Whoever sets one of these asks for metrics. */
const metricsKeys: readonly ConfigKey[] = ['metrics', 'metricsHost', 'metricsPort']

const adviceOnPort = 'choose another one for the metrics with SIGNPOST_METRICS_PORT'

/**
 * The metrics listener of `serve`. When nobody asked for it and its usual port is in use (by a second Signpost, for example)
 * or is the gateway's own, there is none, and the log says so.
 * @param read gives the metrics of each process
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
  if (error.code !== 'EADDRINUSE') return `The metrics cannot be served on ${host}: ${describeSystemError(error)}`
  return `Port ${port} of ${host} is in use; ${adviceOnPort}`
}
