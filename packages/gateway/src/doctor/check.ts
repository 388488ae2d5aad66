import { describeFailure } from '../cli/describe-failure.ts'

/** How bad a finding is: `fail` is something that does not work, `warn` is worth a look. */
export type FindingLevel = 'ok' | 'warn' | 'fail'

/** What one check of `signpost doctor` found. */
export interface Finding {
  readonly check: string
  readonly level: FindingLevel
  readonly message: string
  /** What to do about it. */
  readonly cure?: string
}

/** A check: one or several findings under its name. It may throw; that is a finding, too. */
export type Check = () => Promise<readonly Omit<Finding, 'check'>[]>

/** Nothing is wrong. */
export function ok(message: string): Omit<Finding, 'check'> {
  return { level: 'ok', message }
}

/** Something is worth a look. */
export function warn(message: string, cure: string): Omit<Finding, 'check'> {
  return { level: 'warn', message, cure }
}

/** Something does not work. */
export function fail(message: string, cure: string): Omit<Finding, 'check'> {
  return { level: 'fail', message, cure }
}

/** Runs a check. */
export async function runCheck(check: string, act: Check): Promise<Finding[]> {
  try {
    return (await act()).map((finding) => ({ check, ...finding }))
  } catch (error) {
    return [{ check, ...fail(describeFailure(error as Error), 'The gateway cannot work until this is put right.') }]
  }
}
