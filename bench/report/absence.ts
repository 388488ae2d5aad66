/** A contestant that should take part but does not, with the reason. */
export interface Absence {
  readonly name: string
  readonly reason: string
}

/** Starts a contestant that may be missing. The reason for its absence is the first line of the error. */
export async function beginOrMiss(absences: Absence[], name: string, begin: () => Promise<void>): Promise<void> {
  try {
    await begin()
  } catch (error) {
    absences.push({ name, reason: (error as Error).message.split('\n')[0] ?? '' })
  }
}
