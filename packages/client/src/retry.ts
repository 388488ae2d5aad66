import { type Environment, sleep, waitForNetwork } from './environment.ts'
import { SignpostError } from './signpost-error.ts'

/** The first pause, and the longest one that the client chooses. A server may ask for a longer pause. */
const [firstPauseMs, longestPauseMs] = [500, 30_000]

/** The default number of retries. Their pauses add up to 60 to 120 s. */
export const defaultRetries = 8

/** How to retry. */
export interface RetryOptions {
  readonly environment: Environment
  readonly retries: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Tries until it succeeds, or until an error shows that it never will. The pauses double and have a random part, so that clients that
 * failed together do not retry together. Without a network it waits.
 * @throws the last error; the signal's reason if it is aborted
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

/** Whether a retry may succeed. A broken connection looks like CORS if the network comes back immediately, so a first CORS error is retried. */
function mayPass({ canRetry, code }: SignpostError, retry: number): boolean {
  return canRetry || (retry === 0 && code.endsWith('_cors'))
}

function choosePause(retry: number, retryAfterMs: number | undefined, random: number): number {
  const ms = Math.min(firstPauseMs * 2 ** retry, longestPauseMs)
  return (retryAfterMs ?? 0) + ms * (0.5 + random / 2)
}
