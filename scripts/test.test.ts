import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { makeTempDir } from '../packages/gateway/test/servers/temp-dir.ts'
import { hanging, killing, passing, spawnRunner, writeTests } from './test-run/sample-tests.ts'

/** The result of a run of the runner. */
interface Run {
  readonly code: number | null
  readonly stdout: string
}

const failing = "test('fails', () => assert.equal(1, 2))\n"

test('prints what the reporter spec prints, counts as node does, and sets the exit code', async () => {
  using dir = makeTempDir()
  writeTests(dir.path, { 'a.test.ts': passing, 'b.test.ts': `describe('these', () => { ${failing} })\n` })

  const good = await run([join(dir.path, 'a.test.ts')])
  const both = await run([dir.path])

  assert.equal(good.code, 0)
  assert.match(good.stdout, /^✔ passes \(.*ms\)$/m)
  assert.equal(both.code, 1)
  assert.deepEqual(readCounts(both.stdout), {
    tests: 3,
    suites: 1,
    pass: 1,
    fail: 1,
    cancelled: 0,
    skipped: 1,
    todo: 0,
  })
  assert.match(both.stdout, /AssertionError/)
  assert.match(both.stdout, /b\.test\.ts\n {4}fails\n/)
})

test('runs the tests that a pattern matches, and refuses a wrong path', async () => {
  using dir = makeTempDir()
  writeTests(dir.path, { 'a.test.ts': passing + failing })

  const named = await run([join(dir.path, '*.test.ts'), '--test-name-pattern=passes'])

  assert.equal(named.code, 0)
  assert.equal(readCounts(named.stdout).tests, 1)
  assert.equal((await run([join(dir.path, 'no.test.ts')])).code, 1)
})

test('names a file that hangs, with the tests that had passed and those under way, and counts the other files', async () => {
  using dir = makeTempDir()
  writeTests(dir.path, { 'a.test.ts': passing + hanging, 'b.test.ts': passing })

  const { code, stdout } = await run([dir.path, '--silence-seconds=2'])

  assert.equal(code, 1)
  assert.match(stdout, /a\.test\.ts reported nothing for 2 s and was ended\. 1 of its tests had passed/)
  assert.match(stdout, /Under way: "hangs on"\./)
  assert.deepEqual([readCounts(stdout).pass, readCounts(stdout).fail], [2, 1])
})

test('a file that never ends is a failure, even if all of its tests have passed', async () => {
  using dir = makeTempDir()
  writeTests(dir.path, { 'a.test.ts': `${passing}setInterval(() => {}, 1000)\n` })

  const { code, stdout } = await run([dir.path, '--silence-seconds=2'])

  assert.equal(code, 1)
  assert.match(
    stdout,
    /a\.test\.ts reported nothing for 2 s and was ended\. 1 of its tests had passed.* Under way: no test\./s,
  )
})

test('a file that cannot be loaded or is killed is a failure', async () => {
  using dir = makeTempDir()
  writeTests(dir.path, { 'a.test.ts': "throw new Error('not loaded')\n", 'b.test.ts': killing })

  const { code, stdout } = await run([dir.path])

  assert.equal(code, 1)
  assert.match(stdout, /not loaded/)
  assert.match(stdout, /b\.test\.ts ended with SIGKILL\. 1 of its tests had passed.* Under way: "ends it all"\./s)
  assert.equal(readCounts(stdout).fail, 2)
})

async function run(args: readonly string[]): Promise<Run> {
  const child = spawnRunner(args)
  const [[code], stdout] = await Promise.all([once(child, 'exit'), text(child.stdout)])
  return { code: code as number | null, stdout }
}

/** The closing lines that CI reads. */
function readCounts(stdout: string): Record<string, number> {
  const found = stdout.matchAll(/^ℹ (tests|suites|pass|fail|cancelled|skipped|todo) (\d+)$/gm)
  return Object.fromEntries([...found].map(([, name, count]) => [name, Number(count)]))
}
