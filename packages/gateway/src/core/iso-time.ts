const pattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d))?$/i

/**
 * Reads a time of RFC 3339, or a date, which stands for its first moment in UTC. It rejects a time without a zone, because
 * the zone would have to be guessed.
 * @returns epoch milliseconds, or undefined when the text is neither
 */
export function parseIsoTime(text: string): number | undefined {
  const [, date, time = '00:00', zone = 'Z'] = pattern.exec(text) ?? []
  if (date === undefined || !isRealDate(date)) return undefined
  const moment = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  return Number.isNaN(moment) || moment < 0 ? undefined : moment
}

/** Whether the calendar has this date. JavaScript alone reads February 30 as March 2. */
export function isRealDate(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date)
}
