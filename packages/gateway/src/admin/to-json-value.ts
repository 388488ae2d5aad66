/**
 * Converts a result of an act to the form for programs, on the command line and elsewhere. Fields without a value are left out, so
 * none is null. Times are ISO 8601 in UTC with milliseconds. A field is a time if it is a number and its name is `at` or ends in
 * `At`; a test enforces such names in the acts.
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
