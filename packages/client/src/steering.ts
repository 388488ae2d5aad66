import { toAbortedError } from './signpost-error.ts'

/** Holds, goes on with, and ends what an upload does. */
export interface Steering {
  pause(): void
  resume(): void
  /** Ends everything that is under way. What runs is refused with this error. */
  stop(error: unknown): void
  /** What it was stopped with; undefined while it was not. */
  readonly stopped: { readonly error: unknown } | undefined
  /**
   * Does something as soon as it is not paused. A pause ends it, and it is done anew afterwards.
   * @throws what it throws, or what it was stopped with
   */
  run<Result>(attempt: (signal: AbortSignal) => Promise<Result>): Promise<Result>
}

/** @param signal the caller's: it stops, too */
export function createSteering(signal?: AbortSignal): Steering {
  const running = new Set<AbortController>()
  let stopped: { readonly error: unknown } | undefined
  let paused: { readonly until: Promise<void>; end(): void } | undefined

  function abortRunning(): void {
    for (const controller of running) controller.abort()
  }

  function resume(): void {
    paused?.end()
    paused = undefined
  }

  function stop(error: unknown): void {
    stopped ??= { error }
    abortRunning()
    resume()
  }

  function throwWhenStopped(): void {
    if (stopped !== undefined) throw stopped.error
  }

  const onAbort = () => stop(toAbortedError(signal?.reason))
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })

  return {
    resume,
    stop,
    get stopped() {
      return stopped
    },
    pause() {
      if (paused !== undefined || stopped !== undefined) return
      let end = () => {}
      const until = new Promise<void>((resolve) => {
        end = resolve
      })
      paused = { until, end }
      abortRunning()
    },
    async run(attempt) {
      for (;;) {
        while (paused !== undefined) await paused.until
        throwWhenStopped()
        const controller = new AbortController()
        running.add(controller)
        try {
          return await Promise.race([attempt(controller.signal), rejectOnAbort(controller.signal)])
        } catch (thrown) {
          throwWhenStopped()
          if (!controller.signal.aborted) throw thrown
        } finally {
          running.delete(controller)
        }
      }
    },
  }
}

/** Not everything that is done knows of the signal. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}
