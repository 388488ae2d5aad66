/** A node: one `serve`, with all its workers. Times are epoch milliseconds. */
export interface GatewayNode {
  /** Tells nodes apart: the host and the number of the process that was started. */
  readonly id: string
  readonly host: string
  readonly version: string
  readonly workers: number
  readonly startedAt: number
  readonly lastSeenAt: number
}

/** How often a node says that it is there. */
export const announceEveryMs = 5 * 60_000

/** A node that was silent for so long has missed two of its announcements. */
export const silentAfterMs = 12 * 60_000

/** The nodes of an installation. */
export interface NodeRepository {
  /** Puts a node in the place of what was known of it, and forgets those that were last seen before a time. */
  announce(node: GatewayNode, forgetBefore: number): Promise<void>
  /** Forgets a node that ends in order. */
  leave(id: string): Promise<void>
  /** The one that was started last first. */
  list(): Promise<GatewayNode[]>
}
