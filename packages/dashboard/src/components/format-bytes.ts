const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Formats a size for people: `999 bytes`, `1.5 kB`, `15 MB`. A kB is 1,000 bytes. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1)
  const value = bytes / 1000 ** power
  if (power === 0) return bytes === 1 ? '1 byte' : `${bytes} bytes`
  return `${format.format(value)} ${units[power]}`
}

const format = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
