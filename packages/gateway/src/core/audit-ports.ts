import type { Action } from './actions.ts'
import type { AdministrationEntry, AdministrationEvent } from './administration-event.ts'
import type { AuditEntry, AuditEvent, AuditOutcome } from './model.ts'

/** Which events of the audit log to find: from `since` on, before `until`. An absent field excludes nothing. */
export interface AuditFilter {
  /** The account that the events belong to; undefined for anonymous events: those of requests without a known token. */
  readonly accountId: string | undefined
  readonly since?: number
  readonly until?: number
  readonly bucket?: string
  readonly keyPrefix?: string
  readonly tokenId?: string
  /** Fingerprint of the client token that was used or created. */
  readonly clientToken?: string
  readonly action?: Action
  readonly outcome?: AuditOutcome
  /** The error code of events that were denied or have failed. */
  readonly code?: string
  /** A request id, as `core/request-id.ts` makes it. */
  readonly requestId?: string
  /** As the events have it: an address, or a network where the event counts several requests. */
  readonly clientAddress?: string
}

/** A place in a page of the audit log: events are ordered by time, and by id within one millisecond. */
export type AuditPosition = Pick<AuditEntry, 'at' | 'id'>

/** One page of the audit log, ordered by time. */
export interface AuditQuery extends AuditFilter {
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  /** Only the events after this place, in the order of the page. */
  readonly after?: AuditPosition
}

/** The result of searching a part of the log. */
export interface AuditFinding {
  readonly entries: readonly AuditEntry[]
  /** Where the search stopped, if that was before the end of the log and before the page was full. It may go on from there. */
  readonly stoppedAt?: AuditPosition
}

/** The events of one request: the log has all of them or none. */
export type RequestEvents = readonly AuditEvent[]

/** A request whose events the database refuses, while it accepts those of other requests. */
export interface RefusedRequest {
  /** Its index in the list that was passed. */
  readonly index: number
  readonly cause: unknown
}

/** The audit log. */
export interface AuditRepository {
  /**
   * Adds the events of requests in one commit: at most 10,000 events.
   * @param options.isRetry set after a commit that may have failed, when the log may already have some of the events: these are skipped
   * @returns the requests that were refused. All others are then committed, and survive a crash of the machine; the
   *   promise rejects when that is not certain
   */
  append(
    requests: readonly RequestEvents[],
    options?: { readonly isRetry?: boolean },
  ): Promise<readonly RefusedRequest[]>
  list(query: AuditQuery): Promise<AuditEntry[]>
  /**
   * Like `list`, but where no index helps, as with a key prefix or an address, it looks through at most `lookThrough` events.
   * Other work of the process goes on meanwhile.
   */
  search(query: AuditQuery, lookThrough: number): Promise<AuditFinding>
  /** The event with an id, of any account. */
  find(id: number): Promise<AuditEntry | undefined>
  /**
   * The events of all accounts, in the order of their commit. A reader that continues from the last `id` misses no event,
   * however late it was committed: an event becomes visible only after all events with a lower `id`.
   * @param id the last event to skip; 0 to skip none
   */
  listAfter(id: number, limit: number): Promise<AuditEntry[]>
  /** The id of the last event; 0 before the first one. */
  findLastId(): Promise<number>
  /**
   * Adds the next events to the counts of `StatisticsRepository`: as many as it can in a few milliseconds. Several nodes may do this at once.
   * @returns whether there were any events to add
   */
  countNext(): Promise<boolean>
  /** Counts all events, then deletes the oldest ones from before a time, of every account. @returns how many it deleted: at most `limit` */
  deleteBefore(time: number, limit: number): Promise<number>
  /** Like `deleteBefore`, for anonymous events. */
  deleteAnonymousBefore(time: number, limit: number): Promise<number>
  /**
   * Finds where the newest `kept` anonymous events begin.
   * @returns the time before which to delete, so that only so many are left; undefined when there are not more than that
   */
  findAnonymousExcess(kept: number): Promise<number | undefined>
}

/** One page of the log of administration, ordered by time. An absent field excludes nothing. */
export interface AdministrationQuery {
  readonly accountId?: string
  readonly targetId?: string
  readonly since?: number
  readonly until?: number
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  /** Only the events after this place, in the order of the page. */
  readonly after?: AuditPosition
}

/** The log of the changes that administration made. */
export interface AdministrationLog {
  /** Adds the event of a change that takes more than one transaction. */
  record(event: AdministrationEvent): Promise<void>
  list(query: AdministrationQuery): Promise<AdministrationEntry[]>
  /** Deletes the oldest events from before a time, except the newest of all. @returns how many: at most `limit` */
  deleteBefore(time: number, limit: number): Promise<number>
}

/** Records the gate's decisions. */
export interface AuditRecorder {
  /**
   * Records the events of one request, in one commit.
   * @returns undefined when they are recorded already, as safely as the mode promises; otherwise a promise that resolves
   *   once they are. The response leaves the gateway only then
   * @throws AppError `audit_unavailable`, as a rejection, when they cannot be recorded
   */
  record(events: readonly AuditEvent[]): Promise<void> | undefined
}
