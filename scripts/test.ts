import { existsSync, globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { provideRequirements } from './provide-requirements.ts'
import { missingVariable, type TestRequirement, testRequirements } from './test-requirements.ts'
import { compileTestFiles } from './test-run/compile-test-files.ts'
import { preloadBundles } from './test-run/preload-bundles.ts'
import { preloadVariable } from './test-run/preload-variable.ts'
import { startReaper } from './test-run/reaper.ts'
import { runFolderVariable } from './test-run/run-folder-variable.ts'
import { runTestFiles } from './test-run/run-test-files.ts'

/**
 * `npm test`: installs or reports the programs that tests need, then runs all tests, or those that the arguments name. Its options are
 * those of `node --test`, and `--silence-seconds`.
 *
 * @example npm test -- packages/presign
 * @example npm test -- packages/gateway/src/core/nearest.test.ts --test-name-pattern=mistyped
 */
async function main(args: readonly string[]): Promise<number> {
  const missing = provideRequirements(testRequirements)
  if (missing.length > 0 && process.env.CI === 'true') {
    say('CI=true: a test run that skips tests does not count.')
    return 1
  }
  if (missing.length > 0) say('THE TESTS THAT NEED THE ABOVE WILL BE SKIPPED.')
  return runTests(args, missing)
}

/**
 * What takes longest comes first, so that no core waits for the last file. The fault tests and those of the runner mostly wait: only
 * the longest file of them begins early, and the others run beside unit tests, which do not wait.
 */
const places = ['fault/clients.test.ts', 'packages/*/test', 'fault', 'scripts', 'deploy', 'packages', 'bench']

async function runTests(args: readonly string[], missing: readonly TestRequirement[]): Promise<number> {
  const options = args.filter((arg) => arg.startsWith('-') && !/^--(test-concurrency|silence-seconds)=/.test(arg))
  const named = args.filter((arg) => !arg.startsWith('-'))
  const files = new Set((named.length > 0 ? named : places).flatMap(findTestFiles))
  if (files.size === 0) {
    say(`There is no test in ${named.join(', ')}.`)
    return 1
  }
  const cache = join(import.meta.dirname, '../node_modules/.cache/signpost-tests')
  // Without the bundles everything is slower. If the source is at fault, the tests that load it report the fault.
  const preload = await preloadBundles(cache).catch((error: Error) => {
    say(`The gateway cannot be bundled, so its tests start slowly: ${error.message}`)
    return undefined
  })
  compileTestFiles([...files], cache)
  const reaper = startReaper()
  const ending = endWithSignals(reaper.finish)
  const ok = await runTestFiles(
    [...files],
    {
      // For a test that waits for something that never comes. On an idle machine, hardly any test takes a tenth of this time.
      options: ['--test-timeout=150000', ...options],
      env: {
        ...withoutTestContext(process.env),
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
        TMPDIR: reaper.folder,
        [runFolderVariable]: reaper.folder,
        // Nearly all files load the same modules.
        NODE_COMPILE_CACHE: cache,
        ...(preload === undefined ? {} : { NODE_OPTIONS: preload, [preloadVariable]: preload }),
        [missingVariable]: missing.map(({ name }) => name).join(','),
      },
      // More than any single test takes. A file that reports nothing hangs: it loops, or left a server or a timer running.
      silenceMs: readNumber(args, 'silence-seconds', 300) * 1000,
      // Tests wait, too: with one file less, two cores are busy for 85 % of a run, with these for 96 %. More at once would only
      // make each slower, and their tests run out of time on a slow machine.
      concurrency: readNumber(args, 'test-concurrency', availableParallelism() + 2),
      signal: ending,
      write: (text) => process.stdout.write(text),
    },
    reaper,
  )
  await reaper.finish()
  return ok ? 0 : 1
}

/** Finds the tests of a folder or of a pattern of folders. Any other text is a file or a pattern of files. */
function findTestFiles(place: string): string[] {
  const areFiles = /\.ts$/.test(place)
  const pattern = areFiles ? place : `${place.replace(/\/$/, '')}/**/*.test.ts`
  return globSync(pattern, { exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path) }).toSorted()
}

function readNumber(args: readonly string[], name: string, otherwise: number): number {
  const given = args.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1]
  const number = Number(given ?? otherwise)
  if (!(number > 0)) throw new Error(`--${name} is a number above 0, not ${given}.`)
  return number
}

/** Removes the variable that says that this process is itself a test file. */
function withoutTestContext({ NODE_TEST_CONTEXT: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env
}

/**
 * Ends the run at a signal, or when the npm that started it is gone. Everything that tests have started ends first.
 * @returns a signal that is aborted when the end begins
 */
function endWithSignals(finish: () => Promise<void>): AbortSignal {
  const ending = new AbortController()
  const end = (code: number) => {
    ending.abort()
    void finish().then(() => process.exit(code))
  }
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.once(signal, () => end(128 + number))
  }
  // Nobody reads the output any more.
  process.stdout.once('error', () => end(1))
  const npm = findNpm()
  if (process.env.npm_lifecycle_event === 'test') setInterval(() => findNpm() !== npm && end(1), 1000).unref()
  return ending.signal
}

/** Finds the process that started this one, directly or through a shell. When that process is gone, the result changes. */
function findNpm(): number {
  const file = `/proc/${process.ppid}/stat`
  const [, shellParent] = existsSync(file) ? (/\((?:ba|da)?sh\) \S (\d+) /.exec(readFileSync(file, 'utf8')) ?? []) : []
  return Number(shellParent ?? process.ppid)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

process.exitCode = await main(process.argv.slice(2))
