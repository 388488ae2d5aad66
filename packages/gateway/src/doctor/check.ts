import { describeFailure } from '../core/app-error.ts'

/** How bad it is: `fail` is something that does not work, `warn` is worth a look. */
export type CheckLevel = 'ok' | 'warn' | 'fail'

/** One thing that a check has to say. */
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

/** Nothing is wrong. */
export function ok(message: string): CheckResult {
  return { level: 'ok', message }
}

/** Something is worth a look. */
export function warn(message: string, advice: string): CheckResult {
  return { level: 'warn', message, advice }
}

/** Something does not work. */
export function fail(message: string, advice: string): CheckResult {
  return { level: 'fail', message, advice }
}

/** What a check has to say: one thing, or several. */
export type CheckResults = CheckResult | readonly CheckResult[]

/** Runs a check. What it throws is a result, too. */
export async function runCheck(name: string, check: () => CheckResults | Promise<CheckResults>): Promise<Check[]> {
  try {
    return [await check()].flat().map((result) => ({ name, ...result }))
  } catch (error) {
    return [{ name, ...fail(describeFailure(error as Error), 'The gateway cannot work until this is put right.') }]
  }
}
