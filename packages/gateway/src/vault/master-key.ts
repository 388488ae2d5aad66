import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { masterKeyBytes } from './key-ring.ts'

/** Where the master key came from, for the message at start. */
export interface MasterKey {
  readonly key: Buffer
  /** Path of the key file; absent when the key came from the configuration. */
  readonly file?: string
  /** True when this call made the key. */
  readonly created: boolean
}

const fileName = 'master.key'

/**
 * Reads a master key: 32 bytes in base64, base64url or hexadecimal.
 * @throws Error that says what would be right; the text itself is not repeated
 */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, 'base64')
      : undefined
  if (key?.length !== masterKeyBytes) {
    throw new Error(
      'The master key is not 32 random bytes in base64 or hexadecimal; `openssl rand -base64 32` makes one',
    )
  }
  return key
}

/**
 * The master key of a data directory: the configured one, else the file `master.key`, else a new one written there with
 * mode 0600.
 * @throws Error when the key is not 32 bytes, or when others may read its file
 */
export function loadMasterKey(dataDir: string, configured: string | undefined): MasterKey {
  if (configured !== undefined) return { key: parseMasterKey(configured), created: false }
  const file = join(dataDir, fileName)
  const created = createKeyFile(file)
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Error(`Others may read the master key in ${file}; run: chmod 600 ${file}`)
  }
  return { key: parseMasterKey(readFileSync(file, 'utf8')), file, created }
}

/**
 * Two processes may start at once, and the power may fail: the key is written and flushed under a name of its own, then
 * linked to its place, which only one of them can do.
 */
function createKeyFile(file: string): boolean {
  if (existsSync(file)) return false
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const descriptor = openSync(draft, 'wx', 0o600)
  try {
    writeSync(descriptor, `${randomBytes(masterKeyBytes).toString('base64')}\n`)
    fsyncSync(descriptor)
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    closeSync(descriptor)
    unlinkSync(draft)
  }
}
