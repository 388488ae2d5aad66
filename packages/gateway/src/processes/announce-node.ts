import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { pause } from '../core/clock.ts'
import { announceEveryMs, type GatewayNode, type NodeRepository } from '../core/node-ports.ts'
import { version } from '../core/version.ts'

/** Before the first announcement: a start is not slowed down, and who only tries something leaves no trace. */
const firstMs = 60_000
const forgetAfterMs = 24 * 3_600_000

/**
 * The node that this process is, or is a worker of.
 * @param startedAt epoch milliseconds
 */
export function describeNode(pid: number, workers: number, startedAt: number): GatewayNode {
  const host = hostname()
  return { id: `${host}:${pid}`, host, version, workers, startedAt, lastSeenAt: startedAt }
}

/**
 * Says now and then that a node is there. Every worker does so for its node: one row is written, whoever it was.
 * @param pace a test may change it
 * @returns a function that ends it; `isLeaving` when the node ends with it
 */
export function announceNode(
  node: GatewayNode,
  {
    nodes,
    logger,
    clock = Date.now,
  }: { readonly nodes: NodeRepository; readonly logger: Logger; readonly clock?: () => number },
  pace = { firstMs, everyMs: announceEveryMs },
): (options: { readonly isLeaving: boolean }) => Promise<void> {
  const ended = new AbortController()
  let isAnnounced = false

  async function run(): Promise<void> {
    await pause(pace.firstMs, ended.signal)
    while (!ended.signal.aborted) {
      const now = clock()
      try {
        await nodes.announce({ ...node, lastSeenAt: now }, now - forgetAfterMs)
        isAnnounced = true
      } catch (err) {
        logger.warn({ err }, 'the node could not be announced: it is tried again')
      }
      await pause(pace.everyMs, ended.signal)
    }
  }

  const running = run()
  return async ({ isLeaving }) => {
    ended.abort()
    await running
    // Other nodes see that it is silent, when this does not work.
    if (isLeaving && isAnnounced) await nodes.leave(node.id).catch(() => {})
  }
}
