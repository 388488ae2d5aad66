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

/** Keeps the number of requests low, and a retry cheap. It is enough for objects of up to 156 GiB. */
const usualPartBytes = 16 * mebi

/** How an object is cut into parts. All parts except the last one have the same size, because some stores insist on that. */
export interface PartPlan {
  /** Size of the whole object; undefined when it is not known beforehand. */
  readonly sizeBytes?: number | undefined
  readonly partSizeBytes: number
}

/**
 * Chooses the size of the parts.
 * @param asked sizes within the bounds above; a requested part size takes precedence over the usual one
 * @throws AppError `invalid_request` when the object would have too many parts
 */
export function planParts(asked: {
  readonly sizeBytes: number | undefined
  readonly partSizeBytes?: number | undefined
}): PartPlan {
  const { sizeBytes, partSizeBytes } = asked
  // Whole mebibytes, because odd sizes make problems harder to find.
  const smallest = Math.max(minPartBytes, Math.ceil((sizeBytes ?? 0) / maxPartCount / mebi) * mebi)
  if (partSizeBytes === undefined) return { sizeBytes, partSizeBytes: Math.max(usualPartBytes, smallest) }
  if (sizeBytes !== undefined && sizeBytes > partSizeBytes * maxPartCount) {
    const message = `\`part_size\` must be ${smallest} or more for this \`size\`, because an upload has at most ${maxPartCount} parts. Leave it out, and the gateway chooses it`
    throw new AppError('invalid_request', { details: [{ parameter: 'part_size', message }] })
  }
  return { sizeBytes, partSizeBytes }
}

/** Counts the parts; an empty object has one. Undefined when the size is unknown. */
export function countParts({ sizeBytes, partSizeBytes }: PartPlan): number | undefined {
  return sizeBytes === undefined ? undefined : Math.max(1, Math.ceil(sizeBytes / partSizeBytes))
}

/** The size of one part in bytes; undefined when the size of the object is unknown. @param partNumber from 1 to {@link countParts} */
export function measurePart({ sizeBytes, partSizeBytes }: PartPlan, partNumber: number): number | undefined {
  if (sizeBytes === undefined) return undefined
  return Math.min(partSizeBytes, sizeBytes - (partNumber - 1) * partSizeBytes)
}

/** The most parts that one request signs. */
export const maxSignedParts = 1000

/**
 * Reads the numbers of parts: `1-20`, `3,7,9`, `1-3,8`.
 * @returns the numbers, each once, in order; or what is wrong, in words that follow the name of the parameter
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
    return `must name at most ${maxSignedParts} parts: ask for the others in further requests`
  return [...numbers].sort((one, other) => one - other)
}

/** Writes part numbers as ranges: `1-3,7`. It shows at most twelve ranges. */
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
