import { describeFailure } from '../core/app-error.ts'

/** The severity of a result: with `fail` something does not work; `warn` is worth a look. */
export type CheckLevel = 'ok' | 'warn' | 'fail'

/** One result of a check. */
export interface CheckResult {
  readonly level: CheckLevel
  readonly message: string
  /** What to do about it. */
  readonly advice?: string
}

/** A result with the name of its check: one line of `signpost doctor`. */
export interface Check extends CheckResult {
  readonly name: string
}

/** Creates the result that nothing is wrong. */
export function ok(message: string): CheckResult {
  return { level: 'ok', message }
}

/** Creates the result that something is worth a look. */
export function warn(message: string, advice: string): CheckResult {
  return { level: 'warn', message, advice }
}

/** Creates the result that something does not work. */
export function fail(message: string, advice: string): CheckResult {
  return { level: 'fail', message, advice }
}

/** The result of a check, or several results. */
export type CheckResults = CheckResult | readonly CheckResult[]

/** Runs a check. An error that it throws becomes a result. */
export async function runCheck(name: string, check: () => CheckResults | Promise<CheckResults>): Promise<Check[]> {
  try {
    return [await check()].flat().map((result) => ({ name, ...result }))
  } catch (error) {
    return [{ name, ...fail(describeFailure(error as Error), 'The gateway cannot work until this is fixed.') }]
  }
}
