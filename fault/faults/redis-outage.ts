import { setTimeout as sleep } from 'node:timers/promises'
import { type RedisServer, startRedis } from '../../packages/gateway/test/servers/redis-server.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { boundTime, type ClaimResult, type Fault } from '../fault.ts'
import { claimAnswers, claimAtMost, claimAuditRows, claimLog, claimOrderlyEnd, claimWaits } from '../stand/claims.ts'
import { createInstallation } from '../stand/installation.ts'
import { signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import type { Outage } from '../stand/outage.ts'
import { claimRecovery } from '../stand/recovery.ts'

/** A rate that is reached at once, and one that is never reached; both are counted. */
const narrow = { rate: '20/s:40', points: 40, windowMs: 2000 }
const wide = '100000/s:100000'

const away = 'Redis is away'
const back = 'Redis is back'

const outages: readonly Outage<RedisServer>[] = [
  { name: 'killed', begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  { name: 'standing still', begin: (redis) => redis.pause(), end: (redis) => redis.resume() },
]

/** Outages of Redis. */
export const redisOutage: Fault = {
  name: 'redis',
  what: 'Redis is killed and suspended under load, and comes back',
  needs: ['redis-server'],
  async run(size, { progress }) {
    await using redis = await startRedis()
    await using installation = await createInstallation({ env: { SIGNPOST_REDIS_URL: redis.url } })
    const [free, limited] = await Promise.all([
      installation.createToken('free', { rate: wide }),
      installation.createToken('limited', { rate: narrow.rate }),
    ])
    await using gateway = await installation.start()
    const { url } = gateway.report
    const countLines = (text: string) => gateway.logs().split(text).length - 1
    await waitUntil('the limits are shared', () => countLines('rate limits are shared') === 1)
    const startedAt = performance.now()
    await using freeLoad = startLoad([{ url, token: free.token }], { size, clients: 4 })
    await using limitedLoad = startLoad([{ url, token: limited.token }], { size, clients: 2 })
    const returns: number[] = []
    const rounds = Array.from({ length: size === 'full' ? 5 : 1 }, () => outages).flat()
    for (const [index, { name, begin, end }] of rounds.entries()) {
      progress(`Redis is ${name}`)
      await begin(redis)
      await waitUntil('the gateway notices', () => countLines(away) === index + 1)
      await sleep(size === 'full' ? 3000 : 500)
      await end(redis)
      const endedAt = performance.now()
      await waitUntil('the gateway is back', () => countLines(back) === index + 1)
      returns.push(performance.now() - endedAt)
      await sleep(500)
    }
    await Promise.all([freeLoad.stop(), limitedLoad.stop()])
    const lastedMs = performance.now() - startedAt
    const answers = [freeLoad, limitedLoad].flatMap(({ journal }) => journal.answers)
    return [
      { ...claimAnswers(freeLoad.journal.answers, [signedOutcome]), claim: 'every request within its rate is signed' },
      claimBoundedRate(limitedLoad.journal.answers.filter(({ outcome }) => outcome === signedOutcome).length, {
        lastedMs,
        // A new window may begin whenever the node switches between Redis and its own memory.
        switches: 2 * rounds.length,
      }),
      claimAnswers(limitedLoad.journal.answers, [signedOutcome, '429 rate_limited']),
      claimWaits(answers, boundTime(size, 2000)),
      { ...claimRecovery(returns, 10_000), claim: 'the limit is shared again on its own within 10 s' },
      await claimAuditRows(installation, answers),
      claimLog([gateway.logs()]),
      claimOrderlyEnd(await gateway.stop('SIGTERM')),
    ]
  },
}

/** Claims that the token with the narrow rate got no more URLs than its windows allow. */
function claimBoundedRate(signed: number, time: { readonly lastedMs: number; readonly switches: number }): ClaimResult {
  const windows = Math.ceil(time.lastedMs / narrow.windowMs) + 1 + time.switches
  const claim = `a rate of ${narrow.rate} is enforced, except for a new window at each change`
  return claimAtMost(claim, { value: signed, bound: windows * narrow.points, unit: 'URLs' })
}
