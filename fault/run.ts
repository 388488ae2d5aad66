import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine } from '../bench/measure/machine.ts'
import { createProgress } from '../bench/measure/progress.ts'
import { provideRequirements } from '../scripts/provide-requirements.ts'
import { findMissing, type TestRequirement, testRequirements } from '../scripts/test-requirements.ts'
import type { ClaimResult, Fault, FaultSize, FaultTools } from './fault.ts'
import { findObstacle } from './find-obstacle.ts'
import { faults } from './registry.ts'
import { type FaultReport, formatReports } from './report.ts'

/**
 * `npm run fault`: causes every fault, and prints one table of the claims that held.
 *
 * @example npm run fault
 * @example npm run fault -- disk-full revocation-sqlite --short
 * @example npm run fault -- --json
 */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { short: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  })
  const names = faults.map(({ name }) => name)
  const unknown = positionals.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')}; they are ${names.join(', ')}`)
  const chosen = faults.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  provideRequirements(listNeeds(chosen))
  const removeTempFiles = keepTempFilesTogether()
  endInOrderOnSignal(removeTempFiles)
  const reports: FaultReport[] = []
  const say = createProgress()
  for (const fault of chosen) {
    say(`${fault.name}: ${fault.what}`)
    const startedAt = performance.now()
    const progress = (step: string) => say(`${fault.name}: ${step}`)
    const results = await runAll(fault, values.short ? 'short' : 'full', { progress })
    reports.push({ name: fault.name, what: fault.what, seconds: (performance.now() - startedAt) / 1000, results })
  }
  say('done')
  removeTempFiles()
  const machine = describeMachine()
  const text = values.json ? `${JSON.stringify({ machine, reports }, undefined, 2)}\n` : `\n${formatReports(reports)}`
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
  return reports.every(({ results }) => results.every(({ holds }) => holds)) ? 0 : 1
}

/** Runs a fault. One that cannot be caused says nothing about the gateway, so it counts as a claim that does not hold. */
async function runAll(fault: Fault, size: FaultSize, tools: FaultTools): Promise<readonly ClaimResult[]> {
  const obstacle = findMissingProgram(fault) ?? findObstacle(fault)
  if (obstacle !== undefined) return [{ claim: 'the fault can be caused here', holds: false, figure: obstacle }]
  try {
    return await fault.run(size, tools)
  } catch (error) {
    return [{ claim: 'the test itself finishes', holds: false, figure: String((error as Error).stack) }]
  }
}

function findMissingProgram(fault: Fault): string | undefined {
  const [missing] = findMissing(listNeeds([fault]), process.env.PATH ?? '')
  return missing === undefined ? undefined : `${missing.name} is not installed`
}

function listNeeds(chosen: readonly Fault[]): readonly TestRequirement[] {
  const needs = new Set<string>(chosen.flatMap((fault) => fault.needs ?? []))
  return testRequirements.filter(({ name }) => needs.has(name))
}

/**
 * Makes one folder for everything that the tests write.
 * @returns a function that removes the folder
 */
function keepTempFilesTogether(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-fault-'))
  // PostgreSQL runs as another user, with its own folder inside this one.
  chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Turns signals into an exit, whose handlers end the servers and then call `last`. A signal alone runs no handlers. */
function endInOrderOnSignal(last: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      process.once('exit', last)
      process.exit(1)
    })
  }
}

const exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`\n${error.message}\n`)
  return 1
})
// Exits explicitly, because a test that failed halfway may have left something that keeps this process alive.
process.exit(exitCode)
