import type { FastifyInstance } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { deadline } from '../core/deadline.ts'
import { singleFlight } from '../core/single-flight.ts'
import type { SendError } from './send-error.ts'

/** Whether the gateway can currently do its work. */
export interface Readiness {
  /** True once a shutdown has begun. */
  isDraining(): boolean
  /** The checks of what a request needs, in the order in which a request needs it. */
  readonly checks: readonly ReadinessCheck[]
}

/** One thing that a request needs. */
export interface ReadinessCheck {
  /** The public answer when it is missing, so it contains no internal address. */
  readonly message: string
  /** Set when the check starts something that an idle gateway does not need, such as the writing thread. */
  readonly isSkippedAtStart?: true
  /** Rejects when it is missing. */
  run(): Promise<unknown>
}

/** Load balancers give up after a few seconds. This limit leaves them time for more than one try. */
const answerLimitMs = 1500

/** Adds `/healthz`, which says that the process lives, and `/readyz`, which says that it can serve requests, so a load balancer may send some. */
export function addHealthRoutes(app: FastifyInstance, { isDraining, checks }: Readiness, sendError: SendError): void {
  let running = ''
  let toldProblem: string | undefined

  async function run(wanted: readonly ReadinessCheck[]): Promise<void> {
    for (const check of wanted) {
      running = check.message
      await check.run()
    }
  }
  // One run at a time: checks of a database that hangs must not use up its connections.
  const runAll = singleFlight(() => run(checks))

  /** Logs a problem when it changes. @returns the message of the check that failed */
  async function findProblem(checked: Promise<void>): Promise<string | undefined> {
    try {
      await deadline(answerLimitMs, checked)
    } catch (err) {
      const problem = running
      // During a shutdown, a closed database is expected.
      if (problem !== toldProblem && !isDraining()) app.log.error({ err }, `not ready: ${problem}`)
      toldProblem = problem
      return problem
    }
    if (toldProblem !== undefined) app.log.info('ready again')
    toldProblem = undefined
    return undefined
  }

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    const message = isDraining() ? 'The gateway is shutting down.' : await findProblem(runAll())
    // Sent and not thrown, so that the answers to a load balancer that asks every second are neither logged nor counted.
    if (message !== undefined) return sendError(new AppError('unavailable', { message }), request, reply)
    return { status: 'ready' }
  })
  // Checked at the start, so that the log names a problem from the beginning, even when nothing asks for /readyz.
  const startChecks = checks.filter(({ isSkippedAtStart }) => isSkippedAtStart !== true)
  app.addHook('onListen', async () => void findProblem(run(startChecks)))
}
