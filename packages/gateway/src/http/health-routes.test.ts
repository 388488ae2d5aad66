import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pino } from 'pino'
import { collectMessages } from '../../test/samples/collect-messages.ts'
import { createSampleApp } from '../../test/samples/sample-app.ts'
import { channels } from '../core/channels.ts'

const good = { message: 'The first is missing.', run: async () => {} }
const ready = { isDraining: () => false, checks: [good] }

test('ready when nothing is missing', async () => {
  const { statusCode, body } = await createSampleApp({ readiness: ready }).inject('/readyz')

  assert.deepEqual([statusCode, JSON.parse(body)], [200, { status: 'ready' }])
})

test('not ready while draining, but alive', async () => {
  using unrouted = collectMessages(channels.unrouted)
  const app = createSampleApp({ readiness: { ...ready, isDraining: () => true } })

  assert.deepEqual(await ask(app), { status: 503, message: 'The gateway is shutting down.' })
  assert.equal((await app.inject('/healthz')).statusCode, 200)
  assert.deepEqual(unrouted.messages, [], 'no line of the access log')
})

test('the answer names the missing service in public words, and the log states the reason, once', async () => {
  using unrouted = collectMessages(channels.unrouted)
  const lines: { level: number; msg: string; err?: { message: string } }[] = []
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })
  const broken = new Set<string>()
  const check = (name: string) => ({
    message: `The ${name} is missing.`,
    run: async () => {
      if (broken.has(name)) throw new Error(`${name} at db.internal`)
    },
  })
  const app = createSampleApp({ logger, readiness: { ...ready, checks: [good, check('second'), check('third')] } })

  broken.add('second').add('third')
  for (let times = 0; times < 3; times++) {
    assert.deepEqual(await ask(app), { status: 503, message: 'The second is missing.' })
  }
  broken.delete('second')
  assert.deepEqual(await ask(app), { status: 503, message: 'The third is missing.' })
  broken.clear()
  for (let times = 0; times < 2; times++) assert.equal((await app.inject('/readyz')).statusCode, 200)

  assert.deepEqual(unrouted.messages, [], 'no line of the access log for each answer')
  assert.deepEqual(
    lines.map(({ level, msg, err }) => [level, msg, err?.message]),
    [
      [50, 'not ready: The second is missing.', 'second at db.internal'],
      [50, 'not ready: The third is missing.', 'third at db.internal'],
      [30, 'ready again', undefined],
    ],
  )
})

test('a check that hangs is reported within 2 s, and runs once at a time', async () => {
  const answer = Promise.withResolvers<void>()
  let runs = 0
  const hanging = {
    message: 'The second hangs.',
    run() {
      runs++
      return answer.promise
    },
  }
  const app = createSampleApp({ readiness: { ...ready, checks: [good, hanging] } })
  mock.timers.enable({ apis: ['setTimeout'] })
  const asking = Promise.all([ask(app), ask(app), ask(app)])
  while (runs === 0) await nextTurn()

  mock.timers.tick(2000)
  const answers = await asking
  mock.timers.reset()

  assert.deepEqual([...new Set(answers.map(({ message }) => message))], ['The second hangs.'])
  assert.equal(runs, 1)
  answer.resolve()
  assert.equal((await app.inject('/readyz')).statusCode, 200, 'ready as soon as the check answers again')
})

async function ask(app: ReturnType<typeof createSampleApp>) {
  const { statusCode, body } = await app.inject('/readyz')
  const { error } = JSON.parse(body) as { error: { code: string; message: string } }
  assert.equal(error.code, 'unavailable')
  return { status: statusCode, message: error.message }
}
