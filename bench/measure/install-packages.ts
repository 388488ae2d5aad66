import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../load/run-program.ts'

const files = ['package.json', 'package-lock.json'] as const

/**
 * Installs the packages of `bench/NAME/package-lock.json` when they are first needed, into a folder that Git ignores. They are too
 * heavy for `npm ci`: `companion` brings 350 packages and an AWS SDK of its own, and `runtimes` takes 200 MB.
 * @returns the folder
 * @throws Error when npm cannot
 */
export async function installPackages(name: 'companion' | 'runtimes'): Promise<string> {
  const lockDir = join(import.meta.dirname, '..', name)
  const installDir = join(import.meta.dirname, `../../.cache/bench-${name}`)
  // npm writes this file last.
  const isInstalled = existsSync(join(installDir, 'node_modules/.package-lock.json'))
  if (isInstalled && files.every((file) => read(installDir, file) === read(lockDir, file))) return installDir
  mkdirSync(installDir, { recursive: true })
  for (const file of files) copyFileSync(join(lockDir, file), join(installDir, file))
  const command = ['npm', 'ci', '--prefix', installDir, '--ignore-scripts', '--no-audit', '--no-fund']
  await runProgram(command).catch(({ stderr = '' }: { readonly stderr?: string }) => {
    // This message gets into the results, so it names only the folder in the repository and npm's first line, which has the reason.
    const [reason = ''] = stderr.split('\n')
    throw new Error(`npm ci failed in bench/${name} (${reason})`)
  })
  return installDir
}

function read(dir: string, file: string): string {
  const path = join(dir, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
