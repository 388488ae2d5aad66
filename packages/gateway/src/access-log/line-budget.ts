/** Bounds how many lines are written in one second. */
export interface LineBudget {
  /**
   * Takes one line from what is left of this second.
   * @param nowMs of a clock that never goes back
   * @returns how many lines were left out since the last one that was written, or undefined when this one is, too
   */
  take(nowMs: number): number | undefined
}

/** @param perSecond 0 leaves every line out */
export function createLineBudget(perSecond: number): LineBudget {
  let second = 0
  let taken = 0
  let leftOut = 0
  return {
    take(nowMs) {
      const now = Math.floor(nowMs / 1000)
      if (now !== second) {
        second = now
        taken = 0
      }
      if (taken >= perSecond) {
        leftOut++
        return undefined
      }
      taken++
      const told = leftOut
      leftOut = 0
      return told
    },
  }
}
