import { maxExpiresInSeconds } from '@signpost/presign'
import { defaultExpiresInSeconds } from '../core/access.ts'
import { AppError } from '../core/app-error.ts'

/**
 * The time that a stable URL is signed for: the start of the window that `now` is in. Windows begin at the multiples of
 * their length since 1970, so that all nodes have the same ones.
 * @returns epoch milliseconds, as `now`
 */
export function findWindowStart(now: number, stableSeconds: number): number {
  const windowMs = stableSeconds * 1000
  return Math.floor(now / windowMs) * windowMs
}

/**
 * The lifetime of a stable URL from the start of its window: given out in the window's last moment, it still has what was
 * asked for.
 * @throws AppError `invalid_request` when that is more than S3 accepts
 */
export function addStable(stableSeconds: number, expiresInSeconds = defaultExpiresInSeconds): number {
  const sum = stableSeconds + expiresInSeconds
  if (sum <= maxExpiresInSeconds) return sum
  const message = `\`stable\` and \`expires_in\` must be at most ${maxExpiresInSeconds} together (7 days, the longest that S3 accepts), and not ${sum}`
  throw new AppError('invalid_request', { details: [{ parameter: 'stable', message }] })
}
