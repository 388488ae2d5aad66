import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { pause } from '../core/clock.ts'
import { announceEveryMs, type GatewayNode, type NodeRepository } from '../core/node-ports.ts'
import { version } from '../core/version.ts'

/** The wait before the first announcement. It keeps a start fast, and a gateway that only runs for a trial leaves no trace. */
const firstMs = 60_000
const forgetAfterMs = 24 * 3_600_000

/**
 * Describes the node that this process is, or is a worker of.
 * @param startedAt epoch milliseconds
 */
export function describeNode(pid: number, workers: number, startedAt: number): GatewayNode {
  const host = hostname()
  return { id: `${host}:${pid}`, host, version, workers, startedAt, lastSeenAt: startedAt }
}

/**
 * Announces now and then that a node is running. Every worker does so for its node, and all of them write the same row.
 * @param pace a test may change the pace
 * @returns a function that ends the announcements; `isLeaving` says whether the node ends as well
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
        logger.warn({ err }, 'the node could not be announced; the next attempt follows')
      }
      await pause(pace.everyMs, ended.signal)
    }
  }

  const running = run()
  return async ({ isLeaving }) => {
    ended.abort()
    await running
    // If this fails, the other nodes see that the node is silent.
    if (isLeaving && isAnnounced) await nodes.leave(node.id).catch(() => {})
  }
}
