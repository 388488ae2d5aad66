import { InvalidArgumentError } from 'commander'

/** Sorted from the largest. SI writes kilo as `k`, but people also type `K`. */
const bytesByUnit: Readonly<Record<string, number>> = {
  TiB: 2 ** 40,
  TB: 1e12,
  GiB: 2 ** 30,
  GB: 1e9,
  MiB: 2 ** 20,
  MB: 1e6,
  KiB: 2 ** 10,
  kB: 1e3,
  KB: 1e3,
  B: 1,
}

/**
 * Parses a size such as `5MB` or `16MiB` (a bare number is bytes).
 * @returns whole bytes, at least 1
 * @throws InvalidArgumentError with examples of valid sizes
 */
export function parseBytes(text: string): number {
  const match = /^(\d{1,15}) ?([KMGTki]{0,2}B)?$/.exec(text.trim())
  const bytes = Number(match?.[1]) * (bytesByUnit[match?.[2] ?? 'B'] ?? Number.NaN)
  if (bytes >= 1 && Number.isSafeInteger(bytes)) return bytes
  throw new InvalidArgumentError('must be a size such as 5MB, 16MiB or 2000000 (bytes)')
}

/** Formats a size for {@link parseBytes}, in the largest unit that expresses it exactly. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return '0B'
  const [unit, size] = Object.entries(bytesByUnit).find(([, size]) => bytes % size === 0) ?? ['B', 1]
  return `${bytes / size}${unit}`
}
