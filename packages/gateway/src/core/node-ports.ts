/** A node: one `signpost serve`, with all its workers. Times are epoch milliseconds. */
export interface GatewayNode {
  /** Tells nodes apart: the host, and the id of the process that was started. */
  readonly id: string
  readonly host: string
  readonly version: string
  readonly workers: number
  readonly startedAt: number
  readonly lastSeenAt: number
}

/** How often a node announces itself. */
export const announceEveryMs = 5 * 60_000

/** A node that was silent for this long has missed two announcements. */
export const silentAfterMs = 12 * 60_000

/** The nodes of an installation. */
export interface NodeRepository {
  /** Stores a node, or replaces what was stored of it, and deletes the nodes that were last seen before a time. */
  announce(node: GatewayNode, forgetBefore: number): Promise<void>
  /** Deletes a node that shuts down in order. */
  leave(id: string): Promise<void>
  /** The nodes, the one that was started last first. */
  list(): Promise<GatewayNode[]>
}
