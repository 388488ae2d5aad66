import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdministration } from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { type GatewayNode, silentAfterMs } from '../core/node-ports.ts'
import { listNodes } from './list-nodes.ts'

const node = (id: string, startedAt: number, lastSeenAt = sampleTime): GatewayNode => ({
  ...{ id, host: 'machine', version: '0.1.0', workers: 2 },
  ...{ startedAt, lastSeenAt },
})

test('nodes are listed, the last started first, and nodes without a recent sign of life are silent', async () => {
  const { run, dependencies, close } = await createAdministration()
  const { nodes } = dependencies
  await nodes.announce(node('machine:1', 1), 0)
  await nodes.announce(node('machine:2', 2, sampleTime - silentAfterMs - 1), 0)
  const list = async (thisNode?: GatewayNode) =>
    (await run(listNodes, {}, thisNode === undefined ? {} : { thisNode })).nodes.map(
      ({ id, state, isThis }) => `${id} ${state}${isThis ? ' this' : ''}`,
    )

  assert.deepEqual(await list(), ['machine:2 silent', 'machine:1 running'])
  // It answers, so it is running, even if the database does not list it.
  assert.deepEqual(await list(node('machine:3', 3, 0)), [
    'machine:3 running this',
    'machine:2 silent',
    'machine:1 running',
  ])
  assert.deepEqual(await list(node('machine:2', 2, 0)), ['machine:2 running this', 'machine:1 running'])

  await nodes.announce(node('machine:1', 5), sampleTime - 1)
  assert.deepEqual(await list(), ['machine:1 running'])
  await nodes.leave('machine:1')
  assert.deepEqual(await list(), [])
  await close()
})
