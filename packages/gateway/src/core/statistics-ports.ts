import type { Action } from './actions.ts'
import type { AuditOutcome } from './model.ts'

/** Which events are counted: by account and time. Hours are whole hours since 1970. */
export interface HourRange {
  /** Undefined for anonymous events: those of requests without a known token. */
  readonly accountId: string | undefined
  readonly fromHour: number
  /** The first hour that is not counted. */
  readonly untilHour: number
}

/** How many events of one hour had the same outcome, action and code. */
export interface HourCount {
  readonly hour: number
  readonly outcome: AuditOutcome
  /** Absent when the action was unknown. */
  readonly action?: Action
  /** The error table's code; absent when allowed. */
  readonly code?: string
  readonly count: number
}

/** How often a token was used. */
export type TokenCount = { readonly tokenId: string } & Readonly<Record<AuditOutcome, number>>

/**
 * The audit log in numbers. Most are read from counts by hour, which `AuditRepository.countNext` makes. Events that are not in
 * these yet are counted at the time of the query. Both come from one snapshot, so no event is missing or counted twice.
 */
export interface StatisticsRepository {
  /** How many events are not in the stored counts yet. The numbers include up to {@link mostUncounted} of them all the same. */
  countUncounted(): Promise<number>
  countByHour(range: HourRange): Promise<readonly HourCount[]>
  /**
   * The tokens that were used most, the busiest first.
   * @param unit the hours of one stored count: 1 (kept for a week), or 24 (a day that begins at 0:00 UTC)
   */
  listBusiest(range: HourRange, unit: 1 | 24, limit: number): Promise<readonly TokenCount[]>
  /** The hour in which a credential last signed; undefined when it is unknown. */
  findLastSigned(accountId: string, credentialId: string): Promise<number | undefined>
  /** Whether any credential has signed an upload. @param besides ids of credentials that do not count */
  hasSignedUpload(accountId: string, besides: readonly string[]): Promise<boolean>
  /** Deletes the counts whose retention has ended. */
  deleteOld(now: number): Promise<void>
}

/** The most events that a query counts itself. More would take too long, so the numbers leave them out. */
export const mostUncounted = 20_000

/** How long counts are kept, whatever the retention of the log: long enough to compare a month with the same month a year before. */
export const countsKeptDays = 400

/** How long the counts of tokens by hour are kept. */
export const tokenHoursKeptDays = 8

/** Milliseconds. */
export const hourMs = 3_600_000
