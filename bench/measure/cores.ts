import { spawnSync } from 'node:child_process'

/** Which core serves and which one asks. */
export interface CorePlan {
  readonly server: number
  /** Also of the databases: they stand for other machines. */
  readonly load: number
}

let planned: { readonly cores: CorePlan | undefined } | undefined

/**
 * The first two cores that this process may run on. The first call decides: once the process is pinned it has one only.
 * @returns undefined where there is one only, or no `taskset`
 */
export function planCores(): CorePlan | undefined {
  planned ??= { cores: findCores() }
  return planned.cores
}

function findCores(): CorePlan | undefined {
  const { status, stdout } = spawnSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' })
  if (status !== 0) return undefined
  const [server, load] = parseCoreList(stdout.slice(stdout.lastIndexOf(':') + 1).trim())
  return server === undefined || load === undefined ? undefined : { server, load }
}

/** `0,2-4` as numbers. */
export function parseCoreList(text: string): number[] {
  return text.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number)
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  })
}

/** A core, or several ones. */
export type Cores = number | readonly number[]

/** Moves a process with all its threads, and with it every process that it starts from now on, to cores. */
export function pinProcess(pid: number, cores: Cores): void {
  spawnSync('taskset', ['-acp', [cores].flat().join(','), String(pid)], { stdio: 'ignore' })
}

/** A command that runs on no other core. */
export function pinCommand(cores: Cores | undefined, command: readonly string[]): readonly string[] {
  return cores === undefined ? command : ['taskset', '-c', [cores].flat().join(','), ...command]
}
