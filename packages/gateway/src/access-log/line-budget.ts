/** Limits how many lines are written per second. */
export interface LineBudget {
  /**
   * Takes one line from the budget of this second.
   * @param nowMs the time of a clock that never goes back
   * @returns how many lines have been left out since the last written one; undefined when this line is to be left out as well
   */
  take(nowMs: number): number | undefined
}

/** Creates a budget. @param perSecond 0 leaves out every line */
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
