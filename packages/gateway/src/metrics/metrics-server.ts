import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { http } from '../core/node-http.ts'
import { singleFlight } from '../core/single-flight.ts'
import { metricsMediaType } from './prom-client.ts'

/** The path of the metrics. Their listener serves nothing else. */
export const metricsPath = '/metrics'

/** The options of a metrics server. */
export interface MetricsServerOptions {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  /** Renders the metrics in Prometheus' text format. */
  readonly render: () => Promise<string>
  readonly logger: Logger
}

/** A server that listens. */
export interface MetricsServer {
  readonly port: number
  close(): Promise<void>
}

/** Limits for scrapes a few seconds apart, from one or two clients that keep their connections open. */
const limits = {
  requestTimeout: 5000,
  headersTimeout: 5000,
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 75_000,
}
const answerTimeoutMs = 30_000
const maxConnections = 50

/**
 * Serves metrics to any client that reaches the address. The server is separate from the public app, so that a flood of clients there
 * does not affect it.
 * @throws Error with a code, such as `EADDRINUSE`, when it cannot listen
 */
export async function openMetricsServer({ host, port, render, logger }: MetricsServerOptions): Promise<MetricsServer> {
  // Clients that ask at the same time get the same answer.
  const renderOnce = singleFlight(render)

  async function answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAsked = (method === 'GET' || method === 'HEAD') && url?.split('?')[0] === metricsPath
    if (!isAsked) return send(response, 404, 'text/plain', `Only ${metricsPath} is served here\n`)
    try {
      send(response, 200, metricsMediaType, await renderOnce())
    } catch (err) {
      logger.error({ err }, 'the metrics cannot be read')
      send(response, 500, 'text/plain', 'The metrics cannot be read; the log says why\n')
    }
  }

  const server = http.createServer(limits, (request, response) => void answer(request, response))
  server.timeout = answerTimeoutMs
  server.maxConnections = maxConnections
  server.listen({ host, port })
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}
