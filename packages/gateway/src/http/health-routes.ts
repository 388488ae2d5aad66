import type { FastifyInstance } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { deadline } from '../core/deadline.ts'
import { singleFlight } from '../core/single-flight.ts'

/** Whether the gateway can do its work now. */
export interface Readiness {
  /** True from the moment that a shutdown began. */
  isDraining(): boolean
  /** What a request needs, in the order in which it does. */
  readonly checks: readonly ReadinessCheck[]
}

/** One thing that a request needs. */
export interface ReadinessCheck {
  /** What everybody is told when it is missing: public, so without an inner address. */
  readonly message: string
  /** Set where the look starts what an idle gateway does without, such as the thread that writes. */
  readonly isSkippedAtStart?: true
  /** Rejects when it is missing. */
  run(): Promise<unknown>
}

/** Load balancers give up after a few seconds; this leaves them time for more than one try. */
const answerLimitMs = 1500

/** `/healthz`: the process lives. `/readyz`: it can do what a request needs, so a load balancer may send some here. */
export function addHealthRoutes(app: FastifyInstance, { isDraining, checks }: Readiness): void {
  let running = ''
  let toldProblem: string | undefined

  async function run(wanted: readonly ReadinessCheck[]): Promise<void> {
    for (const check of wanted) {
      running = check.message
      await check.run()
    }
  }
  // One at a time: looks at a database that hangs must not use up its connections.
  const runAll = singleFlight(() => run(checks))

  /** @returns the message of what is missing; the log is told when that changes */
  async function findProblem(checked: Promise<void>): Promise<string | undefined> {
    try {
      await deadline(answerLimitMs, checked)
    } catch (err) {
      const problem = running
      // A database that is being closed is no news.
      if (problem !== toldProblem && !isDraining()) app.log.error({ err }, `not ready: ${problem}`)
      toldProblem = problem
      return problem
    }
    if (toldProblem !== undefined) app.log.info('ready again')
    toldProblem = undefined
    return undefined
  }

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    if (isDraining()) throw new AppError('unavailable', { message: 'The gateway is shutting down.', isIntended: true })
    const message = await findProblem(runAll())
    if (message !== undefined) throw new AppError('unavailable', { message })
    return { status: 'ready' }
  })
  // So that the log says what is wrong from the beginning, also where nobody asks for /readyz.
  const startChecks = checks.filter(({ isSkippedAtStart }) => isSkippedAtStart !== true)
  app.addHook('onListen', async () => void findProblem(run(startChecks)))
}
