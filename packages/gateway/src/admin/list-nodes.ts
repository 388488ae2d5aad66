import { Type } from 'typebox'
import { type GatewayNode, silentAfterMs } from '../core/node-ports.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** Lists the nodes of the installation. Each node reports every five minutes, and removes itself from the list when it ends in order. */
export const listNodes = defineAct({
  name: 'list_nodes',
  summary: 'List the nodes that serve this installation',
  role: 'owner',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({
    nodes: Type.Array(
      Type.Object({
        id: Type.String(),
        host: Type.String({ description: 'Name of its machine' }),
        version: Type.String({ description: 'Version of Signpost' }),
        workers: Type.Integer({ description: 'How many processes serve' }),
        startedAt: defineTime('When it was started'),
        lastSeenAt: defineTime('When it was last seen'),
        isThis: Type.Boolean({ description: 'Whether it is the node that answers this request' }),
        state: Type.Enum(['running', 'silent'], {
          description: '`silent`: it may have been killed, or cannot reach its database',
        }),
      }),
      { description: 'The node that started last comes first' },
    ),
  }),
  async run(_, { nodes, clock, thisNode }: Needs<'nodes' | 'clock' | 'thisNode'>) {
    const now = clock()
    const stored = (await nodes.list()).filter(({ id }) => id !== thisNode?.id)
    // This node is running, whether it has reported yet or not.
    const own: readonly GatewayNode[] = thisNode === undefined ? [] : [{ ...thisNode, lastSeenAt: now }]
    return {
      nodes: [...own, ...stored]
        .sort((one, other) => other.startedAt - one.startedAt)
        .map((node) => ({
          ...node,
          isThis: node.id === thisNode?.id,
          state: now - node.lastSeenAt > silentAfterMs ? ('silent' as const) : ('running' as const),
        })),
    }
  },
})
