import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { toAppError } from '../core/app-error.ts'
import { createAdminDependencies, type State } from '../open-state.ts'
import { applyPlan, type Outcome, tellError } from '../state-file/apply-plan.ts'
import type { Change, Plan } from '../state-file/change.ts'
import { planState } from '../state-file/plan-state.ts'
import { type ReadStateFile, readStateFile } from '../state-file/read-state-file.ts'
import { maxFileBytes } from '../state-file/yaml-document.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import { formatOutcome, formatPlan, showForPrograms } from './apply-report.ts'
import { type CommonOptions, createCommand } from './common-options.ts'
import { doInterruptibly, interruptedExitCode } from './interruption.ts'
import type { Output } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runOnState } from './run-on-state.ts'

interface Options extends CommonOptions {
  readonly dryRun?: boolean
  readonly prune?: boolean
  readonly unchecked?: boolean
  readonly yes?: boolean
}

/** The exit code of a dry run that would change something. */
const wouldChangeExitCode = 2

/** `signpost apply`: changes the installation to match a file. */
export const apply = createCommand('apply', 'change accounts, credentials, tokens and administrators to match a file')
  .argument('<file>', 'the state as YAML; - for standard input')
  .option(
    '--dry-run',
    'show what would be changed, and change nothing; exits with 2 if something would be changed, otherwise with 0',
  )
  .option('--prune', 'also remove whatever is not in the file')
  .option('--unchecked', 'store credentials without asking their stores')
  .option('--yes', 'do not ask for confirmation')
  .addHelpText(
    'after',
    `
It changes only what differs from the file, so you can run it as often as you like. At a terminal it asks before it changes
anything. Elsewhere it requires --yes only if --prune would remove something.`,
  )
  .action(async (file: string, options: Options) => {
    // The file is read before an installation is looked for or created.
    const read = await readStateFile(await readText(file))
    await runOnState(
      options,
      async (state, output) => {
        const dependencies = createAdminDependencies(state)
        const folder = file === '-' ? process.cwd() : dirname(resolve(file))
        const plan = await planState(read.state, { ...dependencies, references: { env: process.env, folder } })
        requirePossible(plan, read, options)
        const changes = options.prune === true ? [...plan.changes, ...plan.surplus] : plan.changes
        await requireKey(changes, state, options)
        for (const note of plan.notes) output.note(note)
        if (options.dryRun === true) return reportDryRun(plan, changes, options, output)
        if (changes.length > 0) await confirm(plan, changes, options, output)
        const outcome = await doInterruptibly('', output, (signal) =>
          applyPlan(changes, dependencies, {
            unchecked: options.unchecked === true,
            signal,
            onProgress: (done, total) => output.progress(done, total, `Made ${done} of ${total} changes`),
          }),
        )
        reportOutcome(plan, outcome, options, output)
      },
      options.dryRun === true ? { changesNothing: true } : { mayCreate: true },
    )
  })

async function readText(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) throw new Error(`${file} does not exist`)
  if (stats.size > maxFileBytes) throw new Error(`${file} has more than ${maxFileBytes / 1024 ** 2} MiB`)
  return readFileSync(file, 'utf8')
}

/** @throws AppError `invalid_state_file` if problems must be fixed before anything can be changed */
function requirePossible(plan: Plan, { createError }: ReadStateFile, { dryRun, prune }: Options): void {
  const problems = prune === true ? [...plan.problems, ...plan.surplusProblems] : plan.problems
  const found = dryRun === true ? problems : [...problems, ...plan.missing]
  if (found.length > 0) throw createError(found)
}

/**
 * Makes sure that the changes can seal their secrets, before the first is made. A dry run refuses the same keys, but claims none for
 * the installation.
 * @throws AppError `master_key_mismatch`
 */
async function requireKey(changes: readonly Change[], state: State, { dryRun }: Options): Promise<void> {
  const seals = changes.some(({ kind, action }) => kind === 'credential' && (action === 'add' || action === 'rotate'))
  if (!seals) return
  const { vault } = state.database
  const record = dryRun === true ? { ...vault, claimMasterKey: async (keyId: string) => keyId } : vault
  await requireMasterKey(record, state.ring)
}

function reportDryRun(plan: Plan, changes: readonly Change[], { prune }: Options, output: Output): void {
  for (const { message } of plan.missing) output.note(`${message}. It must be set to apply the file.`)
  if (changes.length > 0) process.exitCode = wouldChangeExitCode
  const shown = changes.map((change) => ({ ...showForPrograms(change), state: 'planned' }))
  output.result(toResult(plan, shown, prune), formatPlan(plan, changes, prune === true))
}

async function confirm(plan: Plan, changes: readonly Change[], options: Options, output: Output): Promise<void> {
  const { json, prune, yes } = options
  if (json !== true) output.note(`${formatPlan(plan, changes, prune === true)}\n`)
  const isRemoving = prune === true && plan.surplus.length > 0
  if (!isRemoving && !process.stdin.isTTY) return
  const warning = isRemoving ? ` Removing and revoking cannot be undone.` : ''
  await confirmDestruction(
    `Make ${changes.length === 1 ? 'this change' : `these ${changes.length} changes`}?${warning}`,
    {
      ...(yes === undefined ? {} : { yes }),
    },
  )
}

function reportOutcome(plan: Plan, outcome: Outcome, { prune }: Options, output: Output): void {
  const { done, failed, left } = outcome
  if (failed !== undefined) process.exitCode = 1
  else if (left.length > 0) process.exitCode = interruptedExitCode
  const shown = [
    ...done.map(({ change, said }) => ({ ...showForPrograms(change), state: 'done', said })),
    ...(failed === undefined ? [] : [showFailed(failed)]),
    ...left.map((change) => ({ ...showForPrograms(change), state: 'left' })),
  ]
  const isComplete = failed === undefined && left.length === 0
  const leftAlone = isComplete && done.length === 0 && prune !== true && plan.surplus.length > 0
  const text = leftAlone ? formatPlan(plan, [], false) : formatOutcome(outcome)
  output.result(toResult(plan, shown, prune), text)
}

function showFailed({ change, error }: NonNullable<Outcome['failed']>): object {
  const { code } = toAppError(error)
  return { ...showForPrograms(change), state: 'failed', error: { code, message: tellError(error) } }
}

function toResult({ surplus, notes }: Plan, changes: readonly object[], prune: boolean | undefined): object {
  return { changes, notInFile: prune === true ? [] : surplus.map(showForPrograms), notes }
}
