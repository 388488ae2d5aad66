import { type Environment, sleep, waitForNetwork } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** The first pause, and the longest that is chosen here. A server may ask for a longer one. */
const [firstPauseMs, longestPauseMs] = [500, 30_000]

/** How often is tried again when nothing else was asked for. The pauses are then 60 to 120 s together. */
export const defaultRetries = 8

/** How something is tried again. */
export interface RetryOptions {
  readonly environment: Environment
  readonly retries: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Tries until it works, or an error says that it never will. The pauses double, and are shortened by chance, so that clients
 * that failed together do not come back together. Without a network nothing is tried.
 * @throws the last error; the signal's reason when that is aborted
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  { environment, retries, signal }: RetryOptions,
): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      if (retry > 0) await waitForNetwork(environment, signal)
      return await attempt()
    } catch (thrown) {
      if (!(thrown instanceof SignpostError) || !mayPass(thrown, retry) || retry >= retries) throw thrown
      await sleep(environment, choosePause(retry, thrown.retryAfterMs, environment.random()), signal)
    }
  }
}

/** A connection that broke looks like CORS when the network is back at once. So that is believed the second time. */
function mayPass({ canRetry, code }: SignpostError, retry: number): boolean {
  return canRetry || (retry === 0 && code.endsWith('_cors'))
}

function choosePause(retry: number, retryAfterMs: number | undefined, random: number): number {
  const ms = Math.min(firstPauseMs * 2 ** retry, longestPauseMs)
  return (retryAfterMs ?? 0) + ms * (0.5 + random / 2)
}
