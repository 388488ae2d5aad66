import type { Action } from './actions.ts'
import type { AdministrationEntry, AdministrationEvent } from './administration-event.ts'
import type { AuditEntry, AuditEvent, AuditOutcome } from './model.ts'

/** Which events of the audit log are asked for: from `since` on, before `until`. An absent field leaves none out. */
export interface AuditFilter {
  /** The account whose events they are; undefined for the events of requests without a known token, which are nobody's. */
  readonly accountId: string | undefined
  readonly since?: number
  readonly until?: number
  readonly bucket?: string
  readonly keyPrefix?: string
  readonly tokenId?: string
  /** Fingerprint of the client token that was used, or made. */
  readonly clientToken?: string
  readonly action?: Action
  readonly outcome?: AuditOutcome
  /** The error code of what was denied, or has failed. */
  readonly code?: string
  /** An id as `core/request-id.ts` makes them. */
  readonly requestId?: string
  /** As the events have it: an address, or the network of what was counted. */
  readonly clientAddress?: string
}

/** A place in a page of the audit log: by time, and by the id among the events of one millisecond. */
export type AuditPosition = Pick<AuditEntry, 'at' | 'id'>

/** One page of the audit log, in the order of time. */
export interface AuditQuery extends AuditFilter {
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  /** Only what comes after this place, in the order of the page. */
  readonly after?: AuditPosition
}

/** What was found in a part of the log. */
export interface AuditFinding {
  readonly entries: readonly AuditEntry[]
  /** Where the search stopped before the end of the log and before the page was full; it may go on from there. */
  readonly stoppedAt?: AuditPosition
}

/** The events of one request: all of them are in the log, or none. */
export type RequestEvents = readonly AuditEvent[]

/** A request whose events the database refuses, while it takes those of others. */
export interface RefusedRequest {
  /** Its place in what was given. */
  readonly index: number
  readonly cause: unknown
}

/** The audit log. */
export interface AuditRepository {
  /**
   * Adds the events of requests in one commit, 10,000 events at the most.
   * @param options.isRetry whether some may be there already, after a commit that may have failed: those are left out
   * @returns the requests that were refused, when all others are committed, and so outlive a crash of the machine;
   *   rejects when that is not certain
   */
  append(
    requests: readonly RequestEvents[],
    options?: { readonly isRetry?: boolean },
  ): Promise<readonly RefusedRequest[]>
  list(query: AuditQuery): Promise<AuditEntry[]>
  /**
   * The same. But where no index helps, as with a key prefix or an address, it looks through so many events at the most. Other work of
   * the process goes on meanwhile.
   */
  search(query: AuditQuery, lookThrough: number): Promise<AuditFinding>
  /** The event with an id, of any account. */
  find(id: number): Promise<AuditEntry | undefined>
  /**
   * The events of all accounts in the order of their commit. Whoever goes on from the last `id` misses none, however late
   * it was committed: an event is there only when all with a lower `id` are.
   * @param id events up to this one are left out; 0 for none
   */
  listAfter(id: number, limit: number): Promise<AuditEntry[]>
  /** The last id that an event was given; 0 before the first one. */
  findLastId(): Promise<number>
  /**
   * Adds the next events, as many as take a few milliseconds, to the counts of `StatisticsRepository`. Any number of nodes may do so.
   * @returns whether there were any
   */
  countNext(): Promise<boolean>
  /** Deletes the oldest events, of every account, from before a time, once they are counted. @returns how many: `limit` at the most */
  deleteBefore(time: number, limit: number): Promise<number>
  /** The same for the events that are nobody's. */
  deleteAnonymousBefore(time: number, limit: number): Promise<number>
  /**
   * Where the newest of the events that are nobody's end.
   * @returns the time before which nothing is left when only so many are kept; undefined when there are no more
   */
  findAnonymousExcess(kept: number): Promise<number | undefined>
}

/** One page of the log of administration, in the order of time. An absent field leaves none out. */
export interface AdministrationQuery {
  readonly accountId?: string
  readonly targetId?: string
  readonly since?: number
  readonly until?: number
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  /** Only what comes after this place, in the order of the page. */
  readonly after?: AuditPosition
}

/** What administration changed. */
export interface AdministrationLog {
  /** Adds the event of a change that is more than one transaction. */
  record(event: AdministrationEvent): Promise<void>
  list(query: AdministrationQuery): Promise<AdministrationEntry[]>
  /** Deletes the oldest events from before a time; the newest of all stays. @returns how many: `limit` at the most */
  deleteBefore(time: number, limit: number): Promise<number>
}

/** Keeps the gate's decisions. */
export interface AuditRecorder {
  /**
   * Keeps the events of one request, in one commit.
   * @returns undefined when they are kept at once, as safely as they are going to be; otherwise a promise of that. The
   *   response leaves the gateway only then
   * @throws AppError `audit_unavailable`, as a rejection, when they cannot be kept
   */
  record(events: readonly AuditEvent[]): Promise<void> | undefined
}
