import type { AdminDependencies } from '../admin/dependencies.ts'
import { AppError } from '../core/app-error.ts'
import type { ApplyOptions, Change } from './change.ts'
import { quoteFields } from './read-state-file.ts'

/** A change that was made, and sentences to print about it. */
export interface DoneChange {
  readonly change: Change
  readonly said: readonly string[]
}

/** The result of applying a plan. */
export interface Outcome {
  readonly done: readonly DoneChange[]
  /** The change that could not be made, and why. */
  readonly failed?: { readonly change: Change; readonly error: Error }
  /** The changes that were not begun. */
  readonly left: readonly Change[]
}

/** The options for making changes, besides the dependencies of the acts. */
export interface ApplyPlanOptions extends ApplyOptions {
  /** Called before each change. */
  readonly onProgress: (done: number, total: number) => void
  /** Ends the work before the next change. */
  readonly signal: AbortSignal
}

/** Makes changes one after another. It stops at the first that cannot be made, because the changes after it may depend on it. */
export async function applyPlan(
  changes: readonly Change[],
  dependencies: AdminDependencies,
  { onProgress, signal, unchecked }: ApplyPlanOptions,
): Promise<Outcome> {
  const acting = { ...dependencies, clock: createRisingClock(dependencies.clock) }
  const done: DoneChange[] = []
  for (const [index, change] of changes.entries()) {
    onProgress(index, changes.length)
    if (signal.aborted) return { done, left: changes.slice(index) }
    try {
      done.push({ change, said: await change.run(acting, { unchecked }) })
    } catch (error) {
      return { done, failed: { change, error: error as Error }, left: changes.slice(index + 1) }
    }
  }
  return { done, left: [] }
}

/** Creates a clock that never returns the same millisecond twice: of two credentials for one bucket, the older one signs. */
function createRisingClock(clock: () => number): () => number {
  let last = 0
  return () => {
    last = Math.max(clock(), last + 1)
    return last
  }
}

/** Describes an error of a change in terms of the file and the command, with every problem that it names. */
export function tellError(error: Error): string {
  const details = error instanceof AppError ? error.details : undefined
  const text = details === undefined ? error.message : details.map(({ message }) => message).join('; ')
  return quoteFields(
    text
      .replaceAll('`unchecked`', '--unchecked')
      // A file cannot force it; only this command can.
      .replaceAll('`force`', 'signpost credential rotate --force'),
  )
}
