/** Somebody who should take part and does not, and why. */
export interface Absence {
  readonly name: string
  readonly reason: string
}

/** Lets somebody begin who may be missing. Why he cannot is the first line of the error. */
export async function beginOrMiss(absences: Absence[], name: string, begin: () => Promise<void>): Promise<void> {
  try {
    await begin()
  } catch (error) {
    absences.push({ name, reason: (error as Error).message.split('\n')[0] ?? '' })
  }
}
