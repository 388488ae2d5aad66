import { spawnSync } from 'node:child_process'

/** The core of the server, and that of the load generator. */
export interface CorePlan {
  readonly server: number
  /** Also the core of the databases, which stand for other machines. */
  readonly load: number
}

let planned: { readonly cores: CorePlan | undefined } | undefined

/**
 * Plans the first two cores that this process may run on. Only the first call looks: once the process is pinned, it has only one.
 * @returns undefined when there is only one core, or no `taskset`
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

/** Parses a list such as `0,2-4` into numbers. */
export function parseCoreList(text: string): number[] {
  return text.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number)
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  })
}

/** One core, or several. */
export type Cores = number | readonly number[]

/** Moves a process with all its threads to these cores. Processes that it starts from now on run there as well. */
export function pinProcess(pid: number, cores: Cores): void {
  spawnSync('taskset', ['-acp', [cores].flat().join(','), String(pid)], { stdio: 'ignore' })
}

/** Makes a command run only on these cores. */
export function pinCommand(cores: Cores | undefined, command: readonly string[]): readonly string[] {
  return cores === undefined ? command : ['taskset', '-c', [cores].flat().join(','), ...command]
}
