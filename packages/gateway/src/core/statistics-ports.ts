import type { Action } from './actions.ts'
import type { AuditOutcome } from './model.ts'

/** Whose events are counted, and when they were. Hours are whole ones since 1970. */
export interface HourRange {
  /** Undefined for the events of requests without a known token, which are nobody's. */
  readonly accountId: string | undefined
  readonly fromHour: number
  /** Before this hour. */
  readonly untilHour: number
}

/** How many events of one hour had the same outcome, action and code. */
export interface HourCount {
  readonly hour: number
  readonly outcome: AuditOutcome
  /** Absent when it was not known. */
  readonly action?: Action
  /** The error table's code; absent when allowed. */
  readonly code?: string
  readonly count: number
}

/** How often a token was used. */
export type TokenCount = { readonly tokenId: string } & Readonly<Record<AuditOutcome, number>>

/**
 * The audit log in numbers. Most are read from counts by hour, which `AuditRepository.countNext` makes; what is not in these yet is
 * counted when it is asked for. Both are one reading, so no event is missing or there twice.
 */
export interface StatisticsRepository {
  /** How many events are in no count yet. Up to {@link mostUncounted} of them are in the numbers all the same. */
  countUncounted(): Promise<number>
  countByHour(range: HourRange): Promise<readonly HourCount[]>
  /**
   * The tokens that were used most, the busiest first.
   * @param unit hours that are read as one: 1, which are kept for a week, or 24, which begin at 0:00 UTC
   */
  listBusiest(range: HourRange, unit: 1 | 24, limit: number): Promise<readonly TokenCount[]>
  /** The hour in which a credential last signed; undefined when that is not known. */
  findLastSigned(accountId: string, credentialId: string): Promise<number | undefined>
  /** Whether some credential was allowed an upload. @param besides ids of credentials that do not count */
  hasSignedUpload(accountId: string, besides: readonly string[]): Promise<boolean>
  /** Deletes counts that are older than they are kept. */
  deleteOld(now: number): Promise<void>
}

/** So many events are counted when a number is asked for; more would take too long, and are left out. */
export const mostUncounted = 20_000

/** How long counts are kept, whatever the log keeps: a year can be compared with the one before it. */
export const countsKeptDays = 400

/** How long the counts of tokens by hour are kept. */
export const tokenHoursKeptDays = 8

/** Milliseconds. */
export const hourMs = 3_600_000
