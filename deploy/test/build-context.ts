import { cpSync, globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Whether a builder is sent a file: the last line of a `.dockerignore` that fits the file or a folder above it decides.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 * @param path relative to the context
 */
export function isInContext(ignoreFile: string, path: string): boolean {
  const places = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
  let isSent = true
  for (const line of ignoreFile.split('\n').map((text) => text.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const isException = line.startsWith('!')
    const pattern = isException ? line.slice(1) : line
    if (places.some((place) => describePattern(pattern).test(place))) isSent = isException
  }
  return isSent
}

/** Go's `filepath.Match`, with `**` for any folders. A `*` fits a leading dot, too. */
function describePattern(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*|\?)/).map((part) => wildcards.get(part) ?? RegExp.escape(part))
  return new RegExp(`^${parts.join('')}$`)
}

const wildcards: ReadonlyMap<string, string> = new Map([
  ['**/', '(.*/)?'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
])

/** Copies what a builder would be sent. */
export function copyContext(repository: string, ignoreFilePath: string, target: string): void {
  const ignoreFile = readFileSync(ignoreFilePath, 'utf8')
  const exceptions = ignoreFile.split('\n').filter((line) => line.startsWith('!'))
  const places = exceptions.flatMap((line) => globSync(line.slice(1).trim(), { cwd: repository }))
  for (const place of places) {
    const filter = (source: string) => isInContext(ignoreFile, relative(repository, source))
    cpSync(join(repository, place), join(target, place), { recursive: true, filter })
  }
}
