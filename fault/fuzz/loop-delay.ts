import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'

/** The longest delays of event loops, in milliseconds. */
export interface LoopDelay {
  readonly gatewayMs: number
  /** The delay of this process, which runs on the same machine. */
  readonly ownMs: number
}

const readEveryMs = 1000

/**
 * Watches the delay of a gateway's event loop in its metrics. Each reading covers the time since the former one.
 * @param metrics the URL from the report of `serve --json`
 */
export async function watchLoopDelay(metrics: string | undefined): Promise<{ stop(): Promise<LoopDelay> }> {
  const read = async () => 1000 * ((await scrape(metrics)).find('nodejs_eventloop_lag_max_seconds') ?? Number.NaN)
  // The first reading covers the time before the watch.
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
