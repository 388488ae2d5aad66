/**
 * Formats a moment for a `datetime-local` field, in the reader's own time zone and to the minute: `2027-01-31T18:00`.
 * @param iso ISO 8601
 */
export function toLocalMoment(iso: string): string {
  const at = new Date(iso)
  const date = [String(at.getFullYear()).padStart(4, '0'), pad(at.getMonth() + 1), pad(at.getDate())].join('-')
  return `${date}T${pad(at.getHours())}:${pad(at.getMinutes())}`
}

/** Reads the moment of a `datetime-local` field. @returns ISO 8601; undefined if the field has no valid moment */
export function toIso(local: string): string | undefined {
  const at = new Date(local)
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
