/** The progress of an upload. */
export interface Progress {
  /** The bytes that were sent. The number drops if something has to be sent again. */
  readonly sentBytes: number
  /** Undefined for a stream, whose size is unknown. */
  readonly totalBytes: number | undefined
}

/** Adds up the sent bytes of all parts of an upload. */
export interface ProgressCounter {
  /** @param sentBytes the bytes of this part that were sent so far */
  set(partNumber: number, sentBytes: number): void
}

/** Creates a counter. @param onProgress called whenever the sum changes */
export function createProgressCounter(
  totalBytes: number | undefined,
  onProgress: ((progress: Progress) => void) | undefined,
): ProgressCounter {
  const sentByPart = new Map<number, number>()
  let sum = 0
  return {
    set(partNumber, sentBytes) {
      const before = sentByPart.get(partNumber) ?? 0
      if (before === sentBytes) return
      sentByPart.set(partNumber, sentBytes)
      sum += sentBytes - before
      onProgress?.({ sentBytes: sum, totalBytes })
    },
  }
}
