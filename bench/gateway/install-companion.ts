import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../load/run-program.ts'

const lockDir = join(import.meta.dirname, '../companion')
const installDir = join(import.meta.dirname, '../../.cache/bench-companion')
const files = ['package.json', 'package-lock.json'] as const

/**
 * Installs `@uppy/companion` the first time, as `bench/companion/package-lock.json` says, into a folder that Git ignores: it
 * brings 350 packages and an AWS SDK of its own, which `npm ci` should not have to.
 * @returns the folder
 * @throws Error when npm cannot
 */
export async function installCompanion(): Promise<string> {
  const isInstalled = existsSync(join(installDir, 'node_modules/@uppy/companion/package.json'))
  if (isInstalled && files.every((file) => read(installDir, file) === read(lockDir, file))) return installDir
  mkdirSync(installDir, { recursive: true })
  for (const file of files) copyFileSync(join(lockDir, file), join(installDir, file))
  await runProgram(['npm', 'ci', '--prefix', installDir, '--ignore-scripts', '--no-audit', '--no-fund'])
  return installDir
}

function read(dir: string, file: string): string {
  const path = join(dir, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
