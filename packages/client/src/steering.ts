import { toAbortedError } from './signpost-error.ts'

/** Pauses, resumes and stops the work of an upload. */
export interface Steering {
  pause(): void
  resume(): void
  /** Stops everything. Running work rejects with this error. */
  stop(error: unknown): void
  /** The error with which it was stopped; undefined until then. */
  readonly stopped: { readonly error: unknown } | undefined
  /**
   * Runs an attempt as soon as the upload is not paused. A pause aborts the attempt, and resuming runs it again.
   * @throws whatever the attempt throws, or the error with which the upload was stopped
   */
  run<Result>(attempt: (signal: AbortSignal) => Promise<Result>): Promise<Result>
}

/** Creates the steering of an upload. @param signal the caller's signal, which also stops it */
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

/** Rejects when the signal is aborted, because not every attempt listens to it. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}
