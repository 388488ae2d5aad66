import { AppError } from '../core/app-error.ts'

const mebi = 1024 ** 2
const gibi = 1024 ** 3

// S3 User Guide, "Amazon S3 multipart upload limits".
/** The most parts of one upload. */
export const maxPartCount = 10_000
/** The smallest and the largest part; the last one may be smaller. */
export const [minPartBytes, maxPartBytes] = [5 * mebi, 5 * gibi]
/** The largest object, 5 TiB. */
export const maxObjectBytes = 5 * 1024 * gibi

/** Few requests, and little to send again when one fails. It is enough for 156 GiB. */
const usualPartBytes = 16 * mebi

/** How an object is cut: all parts are equal but for the last one, which some stores insist on. */
export interface PartPlan {
  /** Of the whole object; undefined when it is not known beforehand. */
  readonly sizeBytes?: number | undefined
  readonly partSizeBytes: number
}

/**
 * Chooses the size of the parts.
 * @param asked sizes within the bounds above; the part's own goes before ours
 * @throws AppError `invalid_request` when the object would have too many parts
 */
export function planParts(asked: {
  readonly sizeBytes: number | undefined
  readonly partSizeBytes?: number | undefined
}): PartPlan {
  const { sizeBytes, partSizeBytes } = asked
  // In whole mebibytes: an odd size helps nobody who looks for a fault.
  const smallest = Math.max(minPartBytes, Math.ceil((sizeBytes ?? 0) / maxPartCount / mebi) * mebi)
  if (partSizeBytes === undefined) return { sizeBytes, partSizeBytes: Math.max(usualPartBytes, smallest) }
  if (sizeBytes !== undefined && sizeBytes > partSizeBytes * maxPartCount) {
    const message = `\`part_size\` must be ${smallest} or more for this \`size\`, since an upload has ${maxPartCount} parts at the most; leave it out, and it is chosen`
    throw new AppError('invalid_request', { details: [{ parameter: 'part_size', message }] })
  }
  return { sizeBytes, partSizeBytes }
}

/** How many parts there are; an empty object has one. Undefined when the size is not known. */
export function countParts({ sizeBytes, partSizeBytes }: PartPlan): number | undefined {
  return sizeBytes === undefined ? undefined : Math.max(1, Math.ceil(sizeBytes / partSizeBytes))
}

/** The size of one part in bytes. Undefined when that of the object is not known. @param partNumber from 1 to {@link countParts} */
export function measurePart({ sizeBytes, partSizeBytes }: PartPlan, partNumber: number): number | undefined {
  if (sizeBytes === undefined) return undefined
  return Math.min(partSizeBytes, sizeBytes - (partNumber - 1) * partSizeBytes)
}

/** How many parts are signed by one request at the most. */
export const maxSignedParts = 1000

/**
 * Reads the numbers of parts: `1-20`, `3,7,9`, `1-3,8`.
 * @returns the numbers, each once, in order; or what is wrong, after the name of the parameter
 */
export function readPartNumbers(text: string): readonly number[] | string {
  const numbers = new Set<number>()
  const rule = `must be part numbers from 1 to ${maxPartCount}, such as 1-20 or 3,7,9`
  for (const range of text.split(',')) {
    const [, first, last = first] = /^ *(\d{1,5})(?: *- *(\d{1,5}))? *$/.exec(range) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (!(from >= 1 && to >= from && to <= maxPartCount)) return rule
    for (let number = from; number <= to && numbers.size <= maxSignedParts; number++) numbers.add(number)
  }
  if (numbers.size > maxSignedParts)
    return `must name ${maxSignedParts} parts at the most: ask for the others in further requests`
  return [...numbers].sort((one, other) => one - other)
}

/** Part numbers as a person writes them: `1-3, 7`. At most twelve ranges are shown. */
export function formatPartNumbers(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = []
  for (const number of numbers) {
    const range = ranges.at(-1)
    if (range !== undefined && number === range.last + 1) range.last = number
    else ranges.push({ first: number, last: number })
  }
  const shown = ranges.slice(0, 12).map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
  return shown.join(',') + (ranges.length > shown.length ? ',…' : '')
}
