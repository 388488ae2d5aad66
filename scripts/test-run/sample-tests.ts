import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment } from '../../packages/gateway/test/servers/run-signpost.ts'

// Test files that the tests of the runner let it run.

/** Source of a test that passes and of one that is skipped, whose name has a line end of Unicode. */
export const passing = "test('passes', () => {})\ntest.skip('waits\u2028', () => {})\n"

/** Source of a test that never ends. */
export const hanging = "test('hangs on', () => new Promise(() => setInterval(() => {}, 1000)))\n"

/** Source of a test that passes and of one that kills its process. */
export const killing = `${passing}test('ends it all', async () => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  process.kill(process.pid, 'SIGKILL')
})\n`

/** Writes test files into a folder. @param files sources by name, without what they import of `node:test` */
export function writeTests(folder: string, files: Readonly<Record<string, string>>): void {
  const imports = "import assert from 'node:assert/strict'\nimport { describe, test } from 'node:test'\n"
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), imports + source)
}

/** Starts `scripts/test.ts`. */
export function spawnRunner(args: readonly string[]) {
  const runner = join(import.meta.dirname, '../test.ts')
  return spawn(process.execPath, [runner, ...args], { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
}
