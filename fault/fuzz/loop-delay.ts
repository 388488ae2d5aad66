import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'

/** The longest that event loops were held up, in milliseconds. */
export interface LoopDelay {
  readonly gatewayMs: number
  /** Of this process, which has the same machine. */
  readonly ownMs: number
}

const readEveryMs = 1000

/**
 * Watches how long a gateway's event loop is held up, as its metrics tell, each time of what came since the last time.
 * @param metrics as `serve --json` tells it
 */
export async function watchLoopDelay(metrics: string | undefined): Promise<{ stop(): Promise<LoopDelay> }> {
  const read = async () => 1000 * ((await scrape(metrics)).find('nodejs_eventloop_lag_max_seconds') ?? Number.NaN)
  // It tells of what came before.
  await read()
  const own = monitorEventLoopDelay({ resolution: 10 })
  own.enable()
  const stopped = new AbortController()
  const watching = (async () => {
    let longestMs = 0
    while (!stopped.signal.aborted) {
      await sleep(readEveryMs, undefined, { signal: stopped.signal }).catch(() => {})
      longestMs = Math.max(longestMs, await read())
    }
    return longestMs
  })()
  return {
    async stop() {
      stopped.abort()
      own.disable()
      return { gatewayMs: await watching, ownMs: own.max / 1e6 }
    },
  }
}
