import { formatBytes } from '../../components/format-bytes.ts'

/** The progress of an upload. Sizes are in bytes. */
export interface UploadState {
  /** The total size of the parts that the store has. */
  readonly uploadedBytes: number
  readonly parts: readonly unknown[]
  /** The size of the whole file, if the client announced it. */
  readonly size?: number | undefined
  readonly partCount?: number | undefined
}

/** The percentage of an upload that the store has, rounded down. @returns undefined if the size is unknown */
export function readPercent({ uploadedBytes, size }: UploadState): number | undefined {
  if (size === undefined) return undefined
  return size === 0 ? 0 : Math.min(100, Math.floor((uploadedBytes / size) * 100))
}

/** Describes the progress: `3 of 10 parts, 50 MB of 160 MB`. It omits unknown totals. */
export function describeProgress({ uploadedBytes, parts, size, partCount }: UploadState): string {
  const count = parts.length
  const inParts = partCount === undefined ? nameParts(count) : `${count} of ${nameParts(partCount)}`
  const inBytes =
    size === undefined ? formatBytes(uploadedBytes) : `${formatBytes(uploadedBytes)} of ${formatBytes(size)}`
  return `${inParts}, ${inBytes}`
}

/** Describes what an abort deletes: `The 3 parts that the store has (50 MB) are deleted.` */
export function describeLoss({ uploadedBytes, parts }: UploadState): string {
  if (parts.length === 0) return 'The store has no parts of it yet, so nothing is lost.'
  const [which, verb] = parts.length === 1 ? ['The part', 'is'] : [`The ${parts.length} parts`, 'are']
  return `${which} that the store has (${formatBytes(uploadedBytes)}) ${verb} deleted.`
}

function nameParts(count: number): string {
  return count === 1 ? '1 part' : `${count} parts`
}
