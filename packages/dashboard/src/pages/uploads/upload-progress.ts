import { formatBytes } from '../../components/format-bytes.ts'

/** How far an upload is. Sizes are bytes. */
export interface UploadState {
  /** Of the parts that the store has. */
  readonly uploadedBytes: number
  readonly parts: readonly unknown[]
  /** Of the whole, where that was announced. */
  readonly size?: number | undefined
  readonly partCount?: number | undefined
}

/** The percent of an upload that the store has, never rounded up; undefined where the size is not known. */
export function readPercent({ uploadedBytes, size }: UploadState): number | undefined {
  if (size === undefined) return undefined
  return size === 0 ? 0 : Math.min(100, Math.floor((uploadedBytes / size) * 100))
}

/** `3 of 10 parts, 50 MB of 160 MB`; without what is not known. */
export function describeProgress({ uploadedBytes, parts, size, partCount }: UploadState): string {
  const count = parts.length
  const inParts = partCount === undefined ? nameParts(count) : `${count} of ${nameParts(partCount)}`
  const inBytes =
    size === undefined ? formatBytes(uploadedBytes) : `${formatBytes(uploadedBytes)} of ${formatBytes(size)}`
  return `${inParts}, ${inBytes}`
}

/** What an abort deletes: `The 3 parts that the store has (50 MB) are deleted.` */
export function describeLoss({ uploadedBytes, parts }: UploadState): string {
  if (parts.length === 0) return 'The store has no part of it yet, so no bytes are lost.'
  const [which, verb] = parts.length === 1 ? ['The part', 'is'] : [`The ${parts.length} parts`, 'are']
  return `${which} that the store has (${formatBytes(uploadedBytes)}) ${verb} deleted.`
}

function nameParts(count: number): string {
  return count === 1 ? '1 part' : `${count} parts`
}
