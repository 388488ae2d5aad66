import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createAdministration, type SampleAdministration } from '../../test/samples/sample-administration.ts'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import { createAuditTail } from './audit-tail.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('listeners get the events committed after they began to follow, and share one poll of the log', async () => {
  const { audit } = admin.dependencies
  let looks = 0
  const tail = createAuditTail({
    findLastId: audit.findLastId,
    async listAfter(id, limit) {
      looks++
      return audit.listAfter(id, limit)
    },
  })
  await audit.append([[sampleAuditEvent()]])
  const told: number[][] = [[], []]

  const following = await Promise.all(
    told.map((ids) => tail.follow((entries) => ids.push(...entries.map(({ id }) => id)))),
  )
  await audit.append([[sampleAuditEvent(), sampleAuditEvent()]])
  await waitUntil('both are told', () => told.every((ids) => ids.length === 2))

  assert.deepEqual(told, [
    [2, 3],
    [2, 3],
  ])
  assert.deepEqual(
    following.map(({ lastId }) => lastId),
    [1, 1],
  )
  const before = looks
  await audit.append([[sampleAuditEvent()]])
  await waitUntil('both listeners get events again', () => told.every((ids) => ids.length === 3))
  assert.ok(looks - before <= 3)
  for (const { end } of following) end()
})

test('polling goes on after the database was unavailable, and a listener that cannot start is not kept', async () => {
  const { audit } = admin.dependencies
  let isAway = true
  const tail = createAuditTail({
    findLastId: async () => (isAway ? Promise.reject(new Error('away')) : audit.findLastId()),
    listAfter: async (...page) => (isAway ? Promise.reject(new Error('away')) : audit.listAfter(...page)),
  })
  const ids: number[] = []
  const follow = () => tail.follow((entries) => ids.push(...entries.map(({ id }) => id)))

  await assert.rejects(follow(), /away/)
  isAway = false
  const { end } = await follow()
  isAway = true
  await audit.append([[sampleAuditEvent()]])
  isAway = false
  await waitUntil('it is told', () => ids.length === 1)
  end()
})
