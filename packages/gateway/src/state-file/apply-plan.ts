import type { AdminDependencies } from '../admin/dependencies.ts'
import { AppError } from '../core/app-error.ts'
import type { ApplyOptions, Change } from './change.ts'
import { quoteFields } from './read-state-file.ts'

/** A change that was made, and what is to be said of it. */
export interface DoneChange {
  readonly change: Change
  readonly said: readonly string[]
}

/** How far the changes came. */
export interface Outcome {
  readonly done: readonly DoneChange[]
  /** The one that could not be made, and why. */
  readonly failed?: { readonly change: Change; readonly error: Error }
  /** Those that were not begun. */
  readonly left: readonly Change[]
}

/** What changes are made with, beside what the acts need. */
export interface ApplyPlanOptions extends ApplyOptions {
  /** Told before each change. */
  readonly onProgress: (done: number, total: number) => void
  /** Ends the work before the next change. */
  readonly signal: AbortSignal
}

/** Makes changes one after another, and stops at the first that cannot be made: those after it may need it. */
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

/** Of two credentials for one bucket the older one signs, so no two may be of the same millisecond. */
function createRisingClock(clock: () => number): () => number {
  let last = 0
  return () => {
    last = Math.max(clock(), last + 1)
    return last
  }
}

/** An error of a change in words of the file and its command, with every problem that it names. */
export function tellError(error: Error): string {
  const details = error instanceof AppError ? error.details : undefined
  const text = details === undefined ? error.message : details.map(({ message }) => message).join('; ')
  return quoteFields(
    text
      .replaceAll('`unchecked`', '--unchecked')
      // No file may do that.
      .replaceAll('`force`', 'signpost credential rotate --force'),
  )
}
