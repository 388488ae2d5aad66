import type { Logger } from 'pino'
import { groupAddress } from '../core/address-group.ts'
import { createBoundedMap } from '../core/bounded-map.ts'
import { channels } from '../core/channels.ts'
import type { Clock } from '../core/clock.ts'
import { createLimiterCounters, type LimitCounters, type LimiterCounters } from '../core/counters.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { Rate, RateSetting } from '../core/rate.ts'
import { createMemoryCounter } from './memory-counter.ts'
import type { RatePolicy, RateState } from './rate-state.ts'
import { createRedisCounter } from './redis-counter.ts'
import { openRedisLink } from './redis-link.ts'
import type { Usage, UsageCounter } from './usage-counter.ts'

/** Enforces the rates of requests. Each call counts, and returns the state of the rate; undefined when there is no limit. */
export interface RequestLimiter {
  /**
   * Counts a request with a valid token.
   * @param ownRate the token's own rate, which takes precedence over the configured one
   * @param cost how many requests it counts as; 1 by default
   */
  countToken(tokenId: string, ownRate: RateSetting | undefined, cost?: number): MaybePromise<RateState | undefined>
  /** Counts a request for its client token. @param fingerprint identifies the client token */
  countClientToken(fingerprint: string, cost?: number): MaybePromise<RateState | undefined>
  /** Counts a token's change at the store. */
  countChange(tokenId: string, cost?: number): MaybePromise<RateState | undefined>
  /** Counts a request whose token is missing or invalid. */
  countBadToken(clientAddress: string): MaybePromise<RateState | undefined>
  /**
   * The state of an address that has used up its rate for bad tokens, as far as this process knows; undefined for any other
   * address. It only looks in memory, and counts in no window.
   */
  findExcess(clientAddress: string): RateState | undefined
  /** Asks Redis whether it counts at this moment; absent when no Redis is configured. */
  readonly askRedis?: () => Promise<boolean>
  /** Closes connections and timers. */
  close(): void
}

/** The options of a limiter. */
export interface RequestLimiterOptions {
  /** For tokens without a rate of their own. */
  readonly rate: RateSetting
  /** For each client token, in addition to the rate of the API token that it comes from. */
  readonly clientTokenRate: RateSetting
  /** For each token's changes at the store, in addition to the token's rate. */
  readonly changeRate: RateSetting
  /** For requests without a valid token, for each client address. */
  readonly badTokenRate: RateSetting
  /** Where all nodes count together. Without it each node counts on its own. */
  readonly redisUrl: string | undefined
  /** The number of workers that share the node's requests. When each counts on its own, it enforces its share of each rate. */
  readonly workers?: number
  readonly logger: Logger
  readonly clock: Clock
}

/** The most addresses that are remembered as having used up their rate. */
const mostExhausted = 10_000

/** Creates a limiter: by token, and by client address for requests without a valid token. */
export function createRequestLimiter(
  options: RequestLimiterOptions,
): RequestLimiter & { readonly counters: Readonly<LimiterCounters> } {
  const { rate, clientTokenRate, changeRate, badTokenRate, redisUrl, workers = 1, logger, clock } = options
  const counters = createLimiterCounters()
  const link = redisUrl === undefined ? undefined : openRedisLink({ url: redisUrl, logger })
  // Two counters, so that a flood of addresses cannot push the tokens' windows out of memory.
  const tokens = createCounter()
  const addresses = createCounter()
  // Groups of addresses that have used up their rate, with the ends of their windows.
  const exhausted = createBoundedMap<number>(mostExhausted)

  function createCounter(): UsageCounter {
    const local = createMemoryCounter(clock)
    return link === undefined ? local : createRedisCounter(link, local, () => counters.fallbacks++)
  }

  /** Counts, and turns the count into a state: at once when Redis need not be asked. */
  function count(
    counter: UsageCounter,
    key: string,
    { rate, cost, settle }: { rate: Rate; cost?: number; settle: (usage: Usage) => RateState },
  ): MaybePromise<RateState> {
    const usage = counter.count(key, rate.windowSeconds, cost)
    return usage instanceof Promise ? channels.rateCount.tracePromise(() => usage, {}).then(settle) : settle(usage)
  }

  function countForToken(
    key: string,
    rate: RateSetting,
    { policy, noted, cost }: { policy: RatePolicy; noted: LimitCounters; cost: number },
  ): MaybePromise<RateState | undefined> {
    if (rate === 'off') return undefined
    const settle = (usage: Usage) => note(judge(usage, rate, { policy, workers }), noted)
    return count(tokens, key, { rate, cost, settle })
  }

  /** The state of an address after a count. An address that has used up its rate is remembered until its window ends. */
  function judgeAddress(group: string, usage: Usage, rate: Rate): RateState {
    const state = judge(usage, rate, { policy: 'bad-tokens', workers })
    if (state.isExceeded) exhausted.set(group, clock() + usage.resetsInMs)
    return note(state, counters.badTokens)
  }

  function findExcess(group: string, rate: Rate): RateState | undefined {
    const resetsInMs = (exhausted.get(group) ?? 0) - clock()
    // As in the counters, a window never lasts longer than its rate says, even after the clock was set back.
    if (resetsInMs <= 0 || resetsInMs > rate.windowSeconds * 1000) return undefined
    const usage = { used: Number.POSITIVE_INFINITY, resetsInMs }
    return note(judge(usage, rate, { policy: 'bad-tokens', workers }), counters.badTokens)
  }

  return {
    counters,
    countToken: (tokenId, ownRate = rate, cost = 1) =>
      countForToken(tokenId, ownRate, { policy: 'default', noted: counters.tokens, cost }),
    countClientToken: (fingerprint, cost = 1) =>
      countForToken(`client:${fingerprint}`, clientTokenRate, {
        policy: 'client-token',
        noted: counters.clientTokens,
        cost,
      }),
    countChange: (tokenId, cost = 1) =>
      countForToken(`change:${tokenId}`, changeRate, { policy: 'changes', noted: counters.changes, cost }),
    countBadToken(clientAddress) {
      if (badTokenRate === 'off') return undefined
      const group = groupAddress(clientAddress)
      const excess = findExcess(group, badTokenRate)
      if (excess !== undefined) return excess
      const settle = (usage: Usage) => judgeAddress(group, usage, badTokenRate)
      return count(addresses, group, { rate: badTokenRate, settle })
    },
    findExcess: (clientAddress) =>
      badTokenRate === 'off' ? undefined : findExcess(groupAddress(clientAddress), badTokenRate),
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

function judge(
  { used, resetsInMs, isShared }: Usage,
  rate: Rate,
  { policy, workers }: { policy: RatePolicy; workers: number },
): RateState {
  const points = isShared === true ? rate.points : Math.max(1, Math.floor(rate.points / workers))
  return {
    policy,
    points,
    windowSeconds: rate.windowSeconds,
    remaining: Math.max(0, points - used),
    resetsInSeconds: Math.max(1, Math.ceil(resetsInMs / 1000)),
    isExceeded: used > points,
  }
}
