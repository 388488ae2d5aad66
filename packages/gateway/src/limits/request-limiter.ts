import type { Logger } from 'pino'
import { channels } from '../core/channels.ts'
import type { Clock } from '../core/clock.ts'
import { createLimiterCounters, type LimitCounters, type LimiterCounters } from '../core/counters.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { Rate, RateSetting } from '../core/rate.ts'
import { groupAddress } from './address-group.ts'
import { createMemoryCounter } from './memory-counter.ts'
import type { RateState } from './rate-state.ts'
import { createRedisCounter } from './redis-counter.ts'
import { openRedisLink } from './redis-link.ts'
import type { Usage, UsageCounter } from './usage-counter.ts'

/** Holds requests against their rates. Each call counts one request; where there is no limit there is no state. */
export interface RequestLimiter {
  /**
   * Counts for a good token.
   * @param ownRate the token's own rate, which goes before the configured one
   * @param cost as how many requests; one, when it is not said
   */
  countToken(tokenId: string, ownRate: RateSetting | undefined, cost?: number): MaybePromise<RateState | undefined>
  /** A request whose token is missing or not good. */
  countBadToken(clientAddress: string): MaybePromise<RateState | undefined>
  /** Asks whether Redis counts at this moment; absent where none is configured. */
  readonly askRedis?: () => Promise<boolean>
  /** Lets go of connections and timers. */
  close(): void
}

/** What a limiter is made from. */
export interface RequestLimiterOptions {
  /** For tokens without a rate of their own. */
  readonly rate: RateSetting
  /** For each client address, of requests without a good token. */
  readonly badTokenRate: RateSetting
  /** Where all nodes count together; without it each counts for itself. */
  readonly redisUrl: string | undefined
  /** Workers that the node's requests are spread over: where each counts for itself, it has that part of a rate. */
  readonly workers?: number
  readonly logger: Logger
  readonly clock: Clock
}

/** Limits requests by token, and those without a good one by client address. */
export function createRequestLimiter(
  options: RequestLimiterOptions,
): RequestLimiter & { readonly counters: Readonly<LimiterCounters> } {
  const { rate, badTokenRate, redisUrl, workers = 1, logger, clock } = options
  const counters = createLimiterCounters()
  const link = redisUrl === undefined ? undefined : openRedisLink({ url: redisUrl, logger })
  // Apart from each other, so that a flood of addresses cannot push the tokens' windows out of memory.
  const tokens = createCounter()
  const addresses = createCounter()

  function createCounter(): UsageCounter {
    const local = createMemoryCounter(clock)
    return link === undefined ? local : createRedisCounter(link, local, () => counters.fallbacks++)
  }

  function count(
    counter: UsageCounter,
    key: string,
    rate: Rate,
    noted: LimitCounters,
    cost = 1,
  ): MaybePromise<RateState> {
    const usage = counter.count(key, rate.windowSeconds, cost)
    if (!(usage instanceof Promise)) return note(judge(usage, rate, workers), noted)
    return channels.rateCount.tracePromise(() => usage, {}).then((known) => note(judge(known, rate, workers), noted))
  }

  return {
    counters,
    countToken(tokenId, ownRate = rate, cost = 1) {
      return ownRate === 'off' ? undefined : count(tokens, tokenId, ownRate, counters.tokens, cost)
    },
    countBadToken(clientAddress) {
      if (badTokenRate === 'off') return undefined
      return count(addresses, groupAddress(clientAddress), badTokenRate, counters.badTokens)
    },
    ...(link === undefined ? {} : { askRedis: link.ask }),
    close() {
      tokens.close()
      addresses.close()
    },
  }
}

function note(state: RateState, noted: LimitCounters): RateState {
  if (state.isExceeded) noted.refused++
  else noted.allowed++
  return state
}

function judge({ used, resetsInMs, isShared }: Usage, rate: Rate, workers: number): RateState {
  const points = isShared === true ? rate.points : Math.max(1, Math.floor(rate.points / workers))
  return {
    points,
    windowSeconds: rate.windowSeconds,
    remaining: Math.max(0, points - used),
    resetsInSeconds: Math.max(1, Math.ceil(resetsInMs / 1000)),
    isExceeded: used > points,
  }
}
