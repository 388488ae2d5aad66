/**
 * A result of an act as programs read it, on the command line and elsewhere. What has no value is left out, so nothing is
 * null; a time is ISO 8601 in UTC with milliseconds. A field is a time when it is a number and its name is `at` or ends in
 * `At`: a test holds the acts to such names.
 */
export function toJsonValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonValue)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined)
  return Object.fromEntries(
    fields.map(([name, field]) => [name, showsTime(name, field) ? toIsoTime(field) : toJsonValue(field)]),
  )
}

function showsTime(name: string, value: unknown): value is number {
  return typeof value === 'number' && /^at$|[a-z]At$/.test(name)
}

function toIsoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
