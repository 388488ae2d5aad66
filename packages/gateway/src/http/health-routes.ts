import type { FastifyInstance } from 'fastify'
import { AppError } from '../core/app-error.ts'

/** Whether the gateway can do its work now. */
export interface Readiness {
  /** True from the moment that a shutdown began. */
  isDraining(): boolean
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
}

/** `/healthz`: the process lives. `/readyz`: it can answer, so a load balancer may send requests here. */
export function addHealthRoutes(app: FastifyInstance, readiness: Readiness): void {
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request) => {
    if (readiness.isDraining()) throw new AppError('unavailable', { message: 'The gateway is shutting down.' })
    try {
      await readiness.ping()
    } catch (cause) {
      request.log.error({ err: cause }, 'the database does not answer')
      throw new AppError('unavailable', { message: 'The database does not answer.', cause })
    }
    return { status: 'ready' }
  })
}
