import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { provideRequirements } from './provide-requirements.ts'
import { missingVariable, type TestRequirement, testRequirements } from './test-requirements.ts'

/**
 * `npm test`: sees to the programs that tests need, then runs every test, or those that are named.
 *
 * @example npm test -- packages/presign
 * @example npm test -- packages/gateway/src/core/nearest.test.ts --test-name-pattern=mistyped
 */
function main(args: readonly string[]): number {
  const missing = provideRequirements(testRequirements)
  if (missing.length > 0 && process.env.CI === 'true') {
    say('CI=true: a test run that skips tests does not count.')
    return 1
  }
  if (missing.length > 0) say('THE TESTS THAT NEED THE ABOVE WILL BE SKIPPED.')
  return runTests(args, missing)
}

const longestRunMs = 15 * 60_000

function runTests(args: readonly string[], missing: readonly TestRequirement[]): number {
  const options = args.filter((arg) => arg.startsWith('-'))
  const named = args.filter((arg) => !arg.startsWith('-')).flatMap(describePatterns)
  const patterns =
    named.length > 0 ? named : ['packages', 'bench', 'fault', 'deploy', 'scripts'].flatMap(describePatterns)
  // Many tests wait for other processes, so that fewer files than cores at once would leave the cores idle.
  const concurrency = Math.max(2, availableParallelism())
  const run = spawnSync(
    process.execPath,
    // The time limit is for what would wait forever; no test comes near it.
    [
      '--test',
      '--test-reporter=spec',
      '--test-timeout=60000',
      `--test-concurrency=${concurrency}`,
      ...options,
      ...patterns,
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, [missingVariable]: missing.map(({ name }) => name).join(',') },
      // For a file whose tests leave a server or a timer behind. --test-force-exit would end it, but it loses what a file
      // reported last, in every run other tests.
      timeout: longestRunMs,
    },
  )
  return describeExit(run)
}

/** A folder stands for the tests in it; anything else is a file or a pattern already. */
function describePatterns(place: string): string[] {
  if (place === 'packages') return ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts']
  const isFolder = existsSync(place) && statSync(place).isDirectory()
  return isFolder ? [`${place.replace(/\/$/, '')}/**/*.test.ts`] : [place]
}

function describeExit({ status, error }: SpawnSyncReturns<Buffer>): number {
  if (error !== undefined)
    say((error as NodeJS.ErrnoException).code === 'ETIMEDOUT' ? 'A test file never ended.' : error.message)
  return status ?? 1
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

process.exitCode = main(process.argv.slice(2))
