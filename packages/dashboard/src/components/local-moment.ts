/**
 * A moment as a `datetime-local` field has it, in the reader's own zone and to the minute: `2027-01-31T18:00`.
 * @param iso ISO 8601
 */
export function toLocalMoment(iso: string): string {
  const at = new Date(iso)
  const date = [String(at.getFullYear()).padStart(4, '0'), pad(at.getMonth() + 1), pad(at.getDate())].join('-')
  return `${date}T${pad(at.getHours())}:${pad(at.getMinutes())}`
}

/** The moment that stands in a `datetime-local` field, in ISO 8601; undefined when none does. */
export function toIso(local: string): string | undefined {
  const at = new Date(local)
  return local === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}
