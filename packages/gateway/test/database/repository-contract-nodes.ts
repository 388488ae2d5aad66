import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { GatewayNode } from '../../src/core/node-ports.ts'
import { sampleTime } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

/** The contract's part about nodes. */
export function describeNodeContract({ makeDatabase }: DatabaseImplementation): void {
  describe('nodes', () => {
    test('a node is listed once, until it leaves or has been silent for too long', async () => {
      await using testDatabase = await makeDatabase()
      const [one, other] = [await testDatabase.open(), await testDatabase.open()]
      const node = (id: string, fields: Partial<GatewayNode> = {}): GatewayNode => ({
        ...{ id, host: 'machine', version: '0.1.0', workers: 1, startedAt: sampleTime, lastSeenAt: sampleTime },
        ...fields,
      })
      const restarted = node('machine:1', { startedAt: sampleTime + 1, lastSeenAt: sampleTime + 2, workers: 4 })

      await one.nodes.announce(node('machine:1'), 0)
      await other.nodes.announce(node('machine:2'), 0)
      await other.nodes.announce(restarted, 0)
      assert.deepEqual(await one.nodes.list(), [restarted, node('machine:2')])

      await one.nodes.announce(restarted, sampleTime + 1)
      assert.deepEqual(await other.nodes.list(), [restarted])
      await one.nodes.leave('machine:1')
      assert.deepEqual(await other.nodes.list(), [])
    })
  })
}
