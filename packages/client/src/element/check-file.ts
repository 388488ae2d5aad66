/** The files that the element accepts. */
export interface FileLimits {
  /** As in `<input accept>`: `.pdf`, `image/png`, `image/*`, separated by commas. Empty accepts every type. */
  readonly accept: string
  /** The largest size of a file, in bytes. */
  readonly maxBytes: number | undefined
  /** The content types that the client token allows: `image/png`, `image/*`. */
  readonly contentTypes?: readonly string[] | undefined
}

/** Why a file is rejected. */
export type FileProblem = 'tooLarge' | 'wrongType'

/**
 * Checks a file before anything is sent. The gateway and the store check it again.
 * @returns undefined if the file is accepted
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

/** Splits `accept` into its entries (HTML, section 4.10.5.1.17). */
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

/** Returns the smaller of two limits, either of which may be absent. */
export function chooseSmaller(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}
