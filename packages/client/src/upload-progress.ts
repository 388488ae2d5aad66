/** How far an upload is. */
export interface Progress {
  /** Bytes that have left. It falls when something has to be sent again. */
  readonly sentBytes: number
  /** Undefined of a stream, until it has ended. */
  readonly totalBytes: number | undefined
}

/** Adds up what the parts of an upload have sent. */
export interface ProgressCounter {
  /** @param sentBytes of this part, from its beginning */
  set(partNumber: number, sentBytes: number): void
}

/** @param onProgress told whenever the sum changes */
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
