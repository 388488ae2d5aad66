import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLogger } from '../../test/samples/audit-repository-stub.ts'
import { waitUntil } from '../../test/servers/wait-until.ts'
import type { GatewayNode } from '../core/node-ports.ts'
import { announceNode, describeNode } from './announce-node.ts'

function createNodes() {
  const stored = new Map<string, GatewayNode>()
  const told = { times: 0, error: undefined as Error | undefined }
  return {
    stored,
    told,
    nodes: {
      async announce(node: GatewayNode) {
        told.times++
        if (told.error !== undefined) throw told.error
        stored.set(node.id, node)
      },
      async leave(id: string) {
        stored.delete(id)
      },
      list: async () => [...stored.values()],
    },
  }
}

const node = describeNode(4711, 2, 1000)

test('a node is announced again and again, even after an outage, and removed when it ends', async () => {
  const { nodes, stored, told } = createNodes()
  told.error = new Error('away')
  const end = announceNode(node, { nodes, logger: silentLogger, clock: () => 5000 }, { firstMs: 0, everyMs: 1 })
  await waitUntil('the announcement was tried', async () => told.times > 1)
  told.error = undefined

  await waitUntil('the node is stored', async () => stored.size === 1)

  assert.deepEqual(stored.get(node.id), { ...node, lastSeenAt: 5000 })
  await end({ isLeaving: true })
  assert.equal(stored.size, 0)
})

test('a worker that ends does not remove the node, and a node that was never announced leaves nothing', async () => {
  const { nodes, stored, told } = createNodes()
  stored.set(node.id, node)
  const options = { nodes, logger: silentLogger }

  await announceNode(node, options, { firstMs: 1_000_000, everyMs: 1 })({ isLeaving: true })
  assert.equal(told.times, 0)
  const end = announceNode(node, options, { firstMs: 0, everyMs: 1 })
  await waitUntil('the node was announced', async () => told.times > 0)
  await end({ isLeaving: false })

  assert.equal(stored.size, 1)
})
