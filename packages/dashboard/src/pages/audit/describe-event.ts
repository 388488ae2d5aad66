/** Returns `photos/a.png`, or whichever part of it is present. */
export function describeObject({
  bucket,
  key,
}: {
  readonly bucket?: string | undefined
  readonly key?: string | undefined
}): string {
  if (bucket === undefined) return key ?? ''
  return key === undefined ? bucket : `${bucket}/${key}`
}

/** Turns `add_credential` into words: `Add credential`. */
export function describeAct(act: string): string {
  const words = act.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Formats a value from before or after a change. Times are ISO 8601 in UTC. */
export function describeValue(value: unknown, field = ''): string {
  if (value === undefined || value === null || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map((one) => describeValue(one)).join(', ')
  if (typeof value === 'number' && field.endsWith('At')) return new Date(value).toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
