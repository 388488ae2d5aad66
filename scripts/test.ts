import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { findMissing, missingVariable, type TestRequirement, testRequirements } from './test-requirements.ts'

/**
 * `npm test`: sees to the programs that tests need, then runs every test, or those that are named.
 *
 * @example npm test -- packages/presign
 * @example npm test -- packages/gateway/src/core/nearest.test.ts --test-name-pattern=mistyped
 */
function main(args: readonly string[]): number {
  const missing = provideRequirements()
  if (missing.length > 0 && process.env.CI === 'true') {
    say('CI=true: a test run that skips tests does not count.')
    return 1
  }
  return runTests(args, missing)
}

/** Installs what is missing where that is possible, and says what to do where it is not. */
function provideRequirements(): readonly TestRequirement[] {
  const missing = findMissing(testRequirements, process.env.PATH ?? '')
  if (missing.length === 0) return []
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    installDebianPackages(missing.map(({ debianPackage }) => debianPackage))
  }
  const stillMissing = findMissing(testRequirements, process.env.PATH ?? '')
  for (const { name, debianPackage, purpose } of stillMissing) {
    say(`MISSING: ${name}. It ${purpose}. Install it (Debian: apt-get install ${debianPackage}).`)
  }
  if (stillMissing.length > 0) say('THE TESTS THAT NEED THE ABOVE WILL BE SKIPPED.')
  return stillMissing
}

function installDebianPackages(names: readonly string[]): void {
  say(`Installing ${names.join(', ')} for the tests.`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const updated = spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
  if (updated.status !== 0) return
  const allowServices = forbidServices()
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { stdio: 'inherit', env })
  allowServices()
}

/**
 * Keeps Debian's packages from starting the servers that they bring: tests start their own. Container images have this
 * policy already. https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 * @returns a function that undoes it
 */
function forbidServices(): () => void {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return () => {}
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(policy)
}

const longestRunMs = 15 * 60_000

function runTests(args: readonly string[], missing: readonly TestRequirement[]): number {
  const options = args.filter((arg) => arg.startsWith('-'))
  const named = args.filter((arg) => !arg.startsWith('-')).flatMap(describePatterns)
  const patterns = named.length > 0 ? named : ['packages', 'bench', 'scripts'].flatMap(describePatterns)
  // Many tests wait for other processes, so that fewer files than cores at once would leave the cores idle.
  const concurrency = Math.max(2, availableParallelism())
  const run = spawnSync(
    process.execPath,
    // The time limit is for what would wait forever; no test comes near it.
    [
      '--test',
      '--test-reporter=spec',
      '--test-timeout=60000',
      '--test-force-exit',
      `--test-concurrency=${concurrency}`,
      ...options,
      ...patterns,
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, [missingVariable]: missing.map(({ name }) => name).join(',') },
      // --test-force-exit ends a file whose tests have left a server or a timer behind; this is the last net.
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
