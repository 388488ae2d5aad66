import assert from 'node:assert/strict'
import type { AdminDependencies } from '../../src/admin/dependencies.ts'
import { applyPlan, tellError } from '../../src/state-file/apply-plan.ts'
import type { Plan } from '../../src/state-file/change.ts'
import { exportState } from '../../src/state-file/export-state.ts'
import { planState } from '../../src/state-file/plan-state.ts'
import { readStateFile } from '../../src/state-file/read-state-file.ts'
import { writeStateFile } from '../../src/state-file/write-state-file.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { createAdministration, type SampleAdministration } from './sample-administration.ts'

/** The surroundings of a state file in a test. */
export interface StateFilePlace {
  readonly dependencies: AdminDependencies
  /** The base folder of its relative paths. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

/** Plans what a state file would change. */
export async function planFile(yaml: string, { dependencies, folder, env = {} }: StateFilePlace): Promise<Plan> {
  const { state } = await readStateFile(yaml)
  return planState(state, { ...dependencies, references: { env, folder } })
}

/** Summarises a plan: each action, its target and the fields. */
export function tellPlan({ changes }: Pick<Plan, 'changes'>): string[] {
  return changes.map(({ action, kind, account, name, fields }) =>
    [action, kind, account === undefined ? name : `${account}/${name}`, ...fields.map(({ field }) => field)].join(' '),
  )
}

/** Applies a file, and fails if a change fails. @returns the summary of the plan */
export async function applyFile(yaml: string, place: StateFilePlace, { prune = false } = {}): Promise<string[]> {
  const plan = await planFile(yaml, place)
  assert.deepEqual([...plan.problems, ...plan.missing], [])
  const changes = prune ? [...plan.changes, ...plan.surplus] : plan.changes
  const { failed } = await applyPlan(changes, place.dependencies, {
    unchecked: false,
    onProgress: () => {},
    signal: new AbortController().signal,
  })
  if (failed !== undefined) assert.fail(`${failed.change.name}: ${tellError(failed.error)}`)
  return tellPlan({ changes })
}

/** Exports the installation as a state file. */
export async function exportFile(dependencies: AdminDependencies): Promise<string> {
  return writeStateFile(await exportState(dependencies))
}

/** The variables to which the references of a {@link StateStand} resolve. */
const standEnv = { KEY: 'a-secret', OTHER_KEY: 'another-secret', SESSION: 'a-session' }

/** An installation in memory, and a folder with a state file. */
export interface StateStand {
  readonly installation: SampleAdministration
  readonly folder: string
  place(overrides?: Partial<AdminDependencies>): StateFilePlace
  close(): Promise<void>
}

/** Makes a stand. */
export async function createStateStand(): Promise<StateStand> {
  const [installation, temp] = [await createAdministration(), makeTempDir()]
  return {
    installation,
    folder: temp.path,
    place: (overrides = {}) => ({
      dependencies: { ...installation.dependencies, ...overrides },
      folder: temp.path,
      env: standEnv,
    }),
    async close() {
      await installation.close()
      temp[Symbol.dispose]()
    },
  }
}

/** Writes a state file of the default account with one section. Each line is an entry. */
export function fileOf(section: 'credentials' | 'tokens', ...lines: readonly string[]): string {
  return `version: 1\naccounts:\n  default:\n    ${section}:\n${lines.map((line) => `      ${line}\n`).join('')}`
}
