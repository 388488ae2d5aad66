import type { Logger } from 'pino'
import { deadline } from '../core/deadline.ts'
import { describeRedisFailure } from './redis-failure.ts'
import type { Usage } from './usage-counter.ts'

/** A connection to Redis or Valkey that is reopened automatically. No request waits while it is down. */
export interface RedisLink {
  isUp(): boolean
  /** Counts a number of requests in Redis. @returns undefined when Redis does not answer in time, which ends the connection */
  count(key: string, windowSeconds: number, cost: number): Promise<Usage | undefined>
  /** Asks Redis whether it counts at this moment. */
  ask(): Promise<boolean>
  close(): void
}

/** The options of {@link openRedisLink}. */
export interface RedisLinkOptions {
  /** `redis://user:password@host:6379/0`, or `rediss://` for TLS. Never logged. */
  readonly url: string
  readonly logger: Logger
  /** Longest time that a request waits for Redis. */
  readonly answerTimeoutMs?: number
  /** Longest time that a new connection may take. No request waits for it. */
  readonly connectTimeoutMs?: number
  /** Pause between two attempts to connect. */
  readonly retryDelayMs?: number
}

/** One connection. node-redis never reopens it after a failure: we do, because node-redis sets no limit on the time of its handshake. */
interface Connection {
  connect(): Promise<unknown>
  destroy(): void
}

/** The key for test counts, which show whether Redis counts. */
const probeKey = 'probe'

/** Counts in Redis over one connection. */
type CountInRedis = (key: string, windowSeconds: number, cost: number) => Promise<Usage>

/**
 * Starts to connect, and reconnects whenever the connection is lost. Logs each outage once, and once when Redis is back. A server that
 * hangs, a server that refuses to count, and a server that was never there are all outages.
 */
export function openRedisLink(options: RedisLinkOptions): RedisLink {
  const { url, logger, answerTimeoutMs = 200, connectTimeoutMs = 2000, retryDelayMs = 1000 } = options
  let connection: Connection | undefined
  let countInRedis: CountInRedis | undefined
  let isOutage = false
  let isClosed = false
  let retry: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    let opened: Connection | undefined
    try {
      const redis = await loadRedis()
      if (isClosed) return
      opened = connection = redis.open(url, connectTimeoutMs, (error) => lose(opened, error))
      await deadline(connectTimeoutMs, opened.connect())
      const countThere = redis.prepareCount(opened)
      // Only a count proves that counting works. A ping would not: a replica, or a server that is out of memory, answers it as well.
      await deadline(answerTimeoutMs, countThere(probeKey, 1, 1))
      if (isClosed || connection !== opened) return
      countInRedis = countThere
      logger.info(isOutage ? 'Redis is back: rate limits are shared again' : 'rate limits are shared through Redis')
      isOutage = false
    } catch (error) {
      lose(opened, error)
    }
  }

  function lose(lost: Connection | undefined, error: unknown): void {
    if (isClosed || connection !== lost) return
    connection = countInRedis = undefined
    lost?.destroy()
    if (!isOutage) {
      const reason = describeRedisFailure(error, url)
      logger.warn({ reason }, 'Redis is away: until it is back, this node counts only its own requests')
    }
    isOutage = true
    retry = setTimeout(connect, retryDelayMs)
    retry.unref()
  }

  async function count(key: string, windowSeconds: number, cost: number): Promise<Usage | undefined> {
    const used = connection
    if (countInRedis === undefined) return undefined
    try {
      return await deadline(answerTimeoutMs, countInRedis(key, windowSeconds, cost))
    } catch (error) {
      lose(used, error)
      return undefined
    }
  }

  void connect()
  return {
    isUp: () => countInRedis !== undefined,
    count,
    ask: async () => (await count(probeKey, 1, 1)) !== undefined,
    close() {
      isClosed = true
      clearTimeout(retry)
      connection?.destroy()
      connection = countInRedis = undefined
    },
  }
}

/** Loads the libraries, which a gateway without Redis does not need. */
async function loadRedis() {
  const [{ createClient }, { RateLimiterRedis }] = await Promise.all([import('redis'), import('rate-limiter-flexible')])
  return {
    open(url: string, connectTimeout: number, onError: (error: Error) => void): Connection {
      const client = createClient({
        url,
        // Every version of Redis and Valkey speaks version 2 of the protocol.
        RESP: 2,
        disableOfflineQueue: true,
        disableClientInfo: true,
        maintNotifications: 'disabled',
        socket: { connectTimeout, reconnectStrategy: false },
      })
      return client.on('error', onError)
    },
    prepareCount(storeClient: Connection): CountInRedis {
      const limiter = new RateLimiterRedis({
        storeClient,
        useRedisPackage: true,
        keyPrefix: 'signpost:rate',
        points: 1,
        duration: 1,
      })
      return async (key, windowSeconds, cost) => {
        // `penalty` counts without a decision. The decision is the same for every counter, and is made elsewhere.
        const counted = await limiter.penalty(`${windowSeconds}:${key}`, cost, { customDuration: windowSeconds })
        return { used: counted.consumedPoints, resetsInMs: counted.msBeforeNext, isShared: true }
      }
    },
  }
}
