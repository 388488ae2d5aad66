import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Secret } from '../core/secret.ts'
import { describeSystemError } from '../core/system-error.ts'
import type { References } from './installation.ts'

/** The most bytes that are read: no key and no session token is longer. */
const maxSecretBytes = 64 * 1024

/**
 * Reads the secret that a reference names, without spaces around it.
 * @returns the secret, or what prevents reading it, as a phrase: `env:NAME is not set`. The phrase never contains what was read
 */
export function readSecretReference(reference: string, { env, folder }: References): Secret | string {
  const text = reference.startsWith('env:')
    ? readVariable(reference.slice('env:'.length), env)
    : readSecretFile(resolve(folder, reference.slice('file:'.length)))
  if (typeof text === 'object') return `${reference} ${text.problem}`
  return text.trim() === '' ? `${reference} is empty` : new Secret(text.trim())
}

interface Unreadable {
  readonly problem: string
}

function readVariable(name: string, env: References['env']): string | Unreadable {
  return env[name] ?? { problem: 'is not set' }
}

function readSecretFile(path: string): string | Unreadable {
  try {
    const stats = statSync(path)
    if (!stats.isFile()) return { problem: 'is not a regular file' }
    if (stats.size > maxSecretBytes) return { problem: `has more than ${maxSecretBytes / 1024} KiB` }
    return readFileSync(path, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { problem: isMissing ? 'does not exist' : `cannot be read: ${describeSystemError(error as Error)}` }
  }
}
