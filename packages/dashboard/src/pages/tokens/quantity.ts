/** A unit and its size in the smallest unit. */
export interface Unit {
  readonly label: string
  readonly size: number
}

/** Units of bytes. */
export const byteUnits: readonly Unit[] = [
  { label: 'bytes', size: 1 },
  { label: 'kB', size: 1000 },
  { label: 'KiB', size: 1024 },
  { label: 'MB', size: 1_000_000 },
  { label: 'MiB', size: 1_048_576 },
  { label: 'GB', size: 1_000_000_000 },
  { label: 'GiB', size: 1_073_741_824 },
]

/** Units of lifetimes. */
export const timeUnits: readonly Unit[] = [
  { label: 'seconds', size: 1 },
  { label: 'minutes', size: 60 },
  { label: 'hours', size: 3600 },
  { label: 'days', size: 86_400 },
]

/** Finds the largest unit that divides a quantity. @param fallback the unit if there is no quantity */
export function chooseUnit(quantity: number | undefined, units: readonly Unit[], fallback: string): Unit {
  const fits = (unit: Unit) => (quantity === undefined ? unit.label === fallback : quantity % unit.size === 0)
  const unit = units.findLast(fits) ?? units[0]
  if (unit === undefined) throw new Error('there are no units')
  return unit
}

/** Formats a quantity: `5 MB`. */
export function showQuantity(quantity: number, units: readonly Unit[]): string {
  const { label, size } = chooseUnit(quantity, units, '')
  const count = quantity / size
  // “1 second” and “1 byte” drop the plural s. “MB” has none.
  return `${count} ${count === 1 ? label.replace(/(?<=[a-z]{3})s$/, '') : label}`
}
