import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from '../../packages/gateway/test/servers/run-signpost.ts'

// Test files for the tests of the runner.

/** The source of a test that passes, and of a skipped test whose name has a line separator of Unicode. */
export const passing = "test('passes', () => {})\ntest.skip('waits\u2028', () => {})\n"

/** The source of a test that never ends. */
export const hanging = "test('hangs on', () => new Promise(() => setInterval(() => {}, 1000)))\n"

/** The source of a test that passes, and of a test that kills its process. */
export const killing = `${passing}test('ends it all', async () => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(process.pid, 'SIGKILL')
})\n`

/** Writes test files into a folder. @param files their sources by name, without the imports of `node:test` */
export function writeTests(folder: string, files: Readonly<Record<string, string>>): void {
  const imports = "import assert from 'node:assert/strict'\nimport { describe, test } from 'node:test'\n"
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), imports + source)
}

/** Starts `scripts/test.ts`. */
export function spawnRunner(args: readonly string[]) {
  const runner = join(import.meta.dirname, '../test.ts')
  return spawn(process.execPath, [runner, ...args], { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
}
