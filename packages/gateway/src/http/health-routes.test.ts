import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createSampleApp } from '../../test/samples/sample-app.ts'

const ready = { isDraining: () => false, ping: async () => {} }

test('ready when the database answers', async () => {
  const { statusCode, body } = await createSampleApp({ readiness: ready }).inject('/readyz')

  assert.deepEqual([statusCode, JSON.parse(body)], [200, { status: 'ready' }])
})

test('not ready while draining, but alive', async () => {
  const app = createSampleApp({ readiness: { ...ready, isDraining: () => true } })

  assert.deepEqual(await ask(app), { status: 503, message: 'The gateway is shutting down.' })
  assert.equal((await app.inject('/healthz')).statusCode, 200)
})

test('not ready when the database says no', async () => {
  const app = createSampleApp({ readiness: { ...ready, ping: () => Promise.reject(new Error('at db.internal')) } })

  assert.deepEqual(await ask(app), { status: 503, message: 'The database does not answer.' })
})

test('a database that hangs is told within 2 s, and is asked once at a time', async () => {
  const answer = Promise.withResolvers<void>()
  let pings = 0
  const app = createSampleApp({
    readiness: {
      ...ready,
      ping() {
        pings++
        return answer.promise
      },
    },
  })
  mock.timers.enable({ apis: ['setTimeout'] })
  const asking = Promise.all([ask(app), ask(app), ask(app)])
  while (pings === 0) await nextTurn()

  mock.timers.tick(2000)
  const answers = await asking
  mock.timers.reset()

  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [503])
  assert.equal(pings, 1)
  answer.resolve()
  assert.equal((await app.inject('/readyz')).statusCode, 200, 'ready as soon as it answers again')
})

async function ask(app: ReturnType<typeof createSampleApp>) {
  const { statusCode, body } = await app.inject('/readyz')
  const { error } = JSON.parse(body) as { error: { code: string; message: string } }
  assert.equal(error.code, 'unavailable')
  return { status: statusCode, message: error.message }
}
