import { maxExpiresInSeconds } from '@signpost/presign'
import { defaultExpiresInSeconds } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'

/**
 * Finds the time that a stable URL is signed for: the start of the window that contains `now`. Windows begin at multiples of
 * their length since 1970, so all nodes have the same windows.
 * @returns epoch milliseconds, like `now`
 */
export function findWindowStart(now: number, stableSeconds: number): number {
  const windowMs = stableSeconds * 1000
  return Math.floor(now / windowMs) * windowMs
}

/**
 * Computes the lifetime of a stable URL, from the start of its window. A URL that is handed out in the last moment of the window
 * still has the requested lifetime left.
 * @throws AppError `invalid_request` when the sum is more than S3 accepts
 */
export function addStable(stableSeconds: number, expiresInSeconds = defaultExpiresInSeconds): number {
  const sum = stableSeconds + expiresInSeconds
  if (sum <= maxExpiresInSeconds) return sum
  const message = `\`stable\` and \`expires_in\` must be at most ${maxExpiresInSeconds} together (7 days, the longest that S3 accepts), and not ${sum}`
  throw new AppError('invalid_request', { details: [{ parameter: 'stable', message }] })
}
