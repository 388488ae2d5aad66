import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test's own. */
export interface TempDir {
  readonly path: string
  [Symbol.dispose](): void
}

/**
 * Makes an empty folder that goes, with all that is in it, when the test ends.
 * @example using dir = makeTempDir()
 */
export function makeTempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), 'signpost-test-'))
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
