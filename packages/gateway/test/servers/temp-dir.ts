import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A test's own folder. */
export interface TempDir {
  readonly path: string
  [Symbol.dispose](): void
}

/**
 * Makes an empty folder that is removed, with everything in it, when the test ends.
 * @example using dir = makeTempDir()
 */
export function makeTempDir(): TempDir {
  const path = mkdtempSync(join(tmpdir(), 'signpost-test-'))
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
