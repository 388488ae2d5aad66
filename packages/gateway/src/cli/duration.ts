import { InvalidArgumentError } from 'commander'

const secondsByUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/**
 * Parses a duration such as `90d`, `1h`, `30m` or `45s` (a bare number is seconds).
 * @returns whole seconds, at least 1
 * @throws InvalidArgumentError that shows the form
 */
export function parseDurationSeconds(text: string): number {
  const match = /^(\d{1,9})([smhdw]?)$/.exec(text.trim())
  const seconds = Number(match?.[1]) * (secondsByUnit[match?.[2] || 's'] ?? Number.NaN)
  if (!(seconds >= 1)) throw new InvalidArgumentError('Write a duration such as 90d, 12h, 30m or 45s.')
  return seconds
}
