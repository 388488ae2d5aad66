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

/** Holds requests against their rates. Each call counts; where there is no limit there is no state. */
export interface RequestLimiter {
  /**
   * Counts for a good token.
   * @param ownRate the token's own rate, which goes before the configured one
   * @param cost as how many requests; one, when it is not said
   */
  countToken(tokenId: string, ownRate: RateSetting | undefined, cost?: number): MaybePromise<RateState | undefined>
  /** Counts for a client token alone. @param fingerprint what it is known by */
  countClientToken(fingerprint: string, cost?: number): MaybePromise<RateState | undefined>
  /** Counts what a token changes at the store. */
  countChange(tokenId: string, cost?: number): MaybePromise<RateState | undefined>
  /** A request whose token is missing or not good. */
  countBadToken(clientAddress: string): MaybePromise<RateState | undefined>
  /**
   * Where an address stands that has used up its rate for bad tokens, as far as this process has heard; undefined for
   * others. It asks nobody and counts in no window.
   */
  findExcess(clientAddress: string): RateState | undefined
  /** Asks whether Redis counts at this moment; absent where none is configured. */
  readonly askRedis?: () => Promise<boolean>
  /** Lets go of connections and timers. */
  close(): void
}

/** What a limiter is made from. */
export interface RequestLimiterOptions {
  /** For tokens without a rate of their own. */
  readonly rate: RateSetting
  /** For each client token, beside the rate of the API token that it comes from. */
  readonly clientTokenRate: RateSetting
  /** For what each token changes at the store, beside its rate. */
  readonly changeRate: RateSetting
  /** For each client address, of requests without a good token. */
  readonly badTokenRate: RateSetting
  /** Where all nodes count together; without it each counts for itself. */
  readonly redisUrl: string | undefined
  /** Workers that the node's requests are spread over: where each counts for itself, it has that part of a rate. */
  readonly workers?: number
  readonly logger: Logger
  readonly clock: Clock
}

/** How many addresses are remembered that have used up their rate. */
const mostExhausted = 10_000

/** Limits requests by token, and those without a good one by client address. */
export function createRequestLimiter(
  options: RequestLimiterOptions,
): RequestLimiter & { readonly counters: Readonly<LimiterCounters> } {
  const { rate, clientTokenRate, changeRate, badTokenRate, redisUrl, workers = 1, logger, clock } = options
  const counters = createLimiterCounters()
  const link = redisUrl === undefined ? undefined : openRedisLink({ url: redisUrl, logger })
  // Apart from each other, so that a flood of addresses cannot push the tokens' windows out of memory.
  const tokens = createCounter()
  const addresses = createCounter()
  // Groups of addresses that have used up their rate, and when their window ends.
  const exhausted = createBoundedMap<number>(mostExhausted)

  function createCounter(): UsageCounter {
    const local = createMemoryCounter(clock)
    return link === undefined ? local : createRedisCounter(link, local, () => counters.fallbacks++)
  }

  /** Counts, and settles what was counted: at once when nobody else has to be asked. */
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

  /** What was counted for an address; one that has used up its rate is remembered until its window ends. */
  function judgeAddress(group: string, usage: Usage, rate: Rate): RateState {
    const state = judge(usage, rate, { policy: 'bad-tokens', workers })
    if (state.isExceeded) exhausted.set(group, clock() + usage.resetsInMs)
    return note(state, counters.badTokens)
  }

  function findExcess(group: string, rate: Rate): RateState | undefined {
    const resetsInMs = (exhausted.get(group) ?? 0) - clock()
    // As in the counters: a window never lasts longer than its rate says, not after the clock was set back either.
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
