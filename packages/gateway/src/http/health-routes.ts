import type { FastifyInstance } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { deadline } from '../core/deadline.ts'
import { singleFlight } from '../core/single-flight.ts'

/** Whether the gateway can do its work now. */
export interface Readiness {
  /** True from the moment that a shutdown began. */
  isDraining(): boolean
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
}

/** Load balancers give up after a few seconds; this leaves them time for more than one try. */
const pingLimitMs = 1500

/** `/healthz`: the process lives. `/readyz`: it can answer, so a load balancer may send requests here. */
export function addHealthRoutes(app: FastifyInstance, { isDraining, ping }: Readiness): void {
  // One at a time: looks at a database that hangs must not use up its connections.
  const pingOnce = singleFlight(ping)

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    if (isDraining()) throw new AppError('unavailable', { message: 'The gateway is shutting down.', isIntended: true })
    try {
      await deadline(pingLimitMs, pingOnce())
    } catch (cause) {
      throw new AppError('unavailable', { message: 'The database does not answer.', cause })
    }
    return { status: 'ready' }
  })
}
