import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { singleFlight } from '../core/single-flight.ts'
import { metricsMediaType } from './prom-client.ts'

/** The path of the metrics; there is nothing else on their listener. */
export const metricsPath = '/metrics'

/** What a metrics server is made from. */
export interface MetricsServerOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** The metrics in Prometheus' text format. */
  readonly render: () => Promise<string>
  readonly logger: Logger
}

/** A server that listens. */
export interface MetricsServer {
  readonly port: number
  close(): Promise<void>
}

/** Scrapes are a few seconds apart, from one or two clients, which keep their connections. */
const limits = {
  requestTimeout: 5000,
  headersTimeout: 5000,
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 75_000,
}
const answerTimeoutMs = 30_000
const maxConnections = 50

/**
 * Serves metrics to whoever reaches the address. It is no part of the public app: a flood of clients there does not
 * reach it.
 * @throws Error with a code, `EADDRINUSE` for one, when it cannot listen
 */
export async function openMetricsServer({ host, port, render, logger }: MetricsServerOptions): Promise<MetricsServer> {
  // Those who ask at the same time get the same answer.
  const renderOnce = singleFlight(render)

  async function answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAsked = (method === 'GET' || method === 'HEAD') && url?.split('?')[0] === metricsPath
    if (!isAsked) return send(response, 404, 'text/plain', `There is nothing but ${metricsPath}\n`)
    try {
      send(response, 200, metricsMediaType, await renderOnce())
    } catch (err) {
      logger.error({ err }, 'the metrics cannot be told')
      send(response, 500, 'text/plain', 'The metrics cannot be told; the log says why\n')
    }
  }

  const server = createServer(limits, (request, response) => void answer(request, response))
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
