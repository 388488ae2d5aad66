/** What files the element takes. */
export interface FileLimits {
  /** As in `<input accept>`: `.pdf`, `image/png`, `image/*`, separated by commas. Everything when it is empty. */
  readonly accept: string
  /** The most bytes of a file. */
  readonly maxBytes: number | undefined
  /** What the client token says: `image/png`, `image/*`. */
  readonly contentTypes?: readonly string[] | undefined
}

/** Why a file is not taken. */
export type FileProblem = 'tooLarge' | 'wrongType'

/**
 * Looks at a file before anything is sent. The gateway and the store look at it again.
 * @returns undefined when it is good
 */
export function findFileProblem(
  { name, type, size }: { readonly name: string; readonly type: string; readonly size: number },
  { accept, maxBytes, contentTypes }: FileLimits,
): FileProblem | undefined {
  const accepted = splitAccept(accept)
  if (accepted.length > 0 && !accepted.some((entry) => fits(entry, name, type))) return 'wrongType'
  if (contentTypes !== undefined && !contentTypes.some((entry) => fits(entry.toLowerCase(), name, type))) {
    return 'wrongType'
  }
  if (maxBytes !== undefined && size > maxBytes) return 'tooLarge'
  return undefined
}

/** The entries of `accept` (HTML, section 4.10.5.1.17). */
export function splitAccept(accept: string): string[] {
  return accept
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '' && entry !== '*/*')
}

function fits(entry: string, name: string, type: string): boolean {
  if (entry.startsWith('.')) return name.toLowerCase().endsWith(entry)
  const plainType = type.toLowerCase().replace(/;.*$/s, '').trim()
  return entry.endsWith('/*') ? plainType.startsWith(entry.slice(0, -1)) : plainType === entry
}

/** The smaller one of two limits, of which each may be absent. */
export function chooseSmaller(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}
