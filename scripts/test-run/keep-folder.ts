import { existsSync, renameSync, rmSync } from 'node:fs'

/**
 * Makes a folder unless it is there. It appears as a whole: another run may make it at the same time.
 * @param make writes what is to be in it to the folder that it is given
 */
export async function keepFolder(folder: string, make: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return
  const draft = `${folder}.${process.pid}`
  await make(draft)
  try {
    renameSync(draft, folder)
  } catch {
    // Another run has made it meanwhile.
    rmSync(draft, { recursive: true })
  }
}
