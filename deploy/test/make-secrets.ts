import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployFolder } from './compose-file.ts'

/** Runs make-secrets.sh in a folder other than that of `compose.yaml`. @returns the folder of the secrets */
export function makeSecrets(folder: string): string {
  copyFileSync(join(deployFolder, 'make-secrets.sh'), join(folder, 'make-secrets.sh'))
  execFileSync(join(folder, 'make-secrets.sh'), { stdio: 'pipe' })
  return join(folder, 'secrets')
}
