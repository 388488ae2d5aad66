const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/**
 * Describes how long ago a moment was, or when it will be: `3 hours ago`, `in 2 days`, `just now`.
 * @param at epoch milliseconds
 * @param now epoch milliseconds
 */
export function describeAge(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000)
  const unit = units.find(([, length]) => Math.abs(seconds) >= length)
  if (unit === undefined) return seconds > 0 ? 'in a moment' : 'just now'
  return format.format(Math.trunc(seconds / unit[1]), unit[0])
}

const format = new Intl.RelativeTimeFormat('en', { numeric: 'always' })
