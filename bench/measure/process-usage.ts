import { readdirSync, readFileSync } from 'node:fs'

// In /proc, Linux always gives processor time in hundredths of a second. proc(5), sysconf(_SC_CLK_TCK).
const ticksPerSecond = 100

/** Reads the processor time that a process has used, in seconds, optionally with that of its children. */
export function readCpuSeconds(pid: number, { withChildren = false } = {}): number {
  const pids = withChildren ? [pid, ...listChildren(pid)] : [pid]
  return pids.reduce((sum, one) => sum + readOwnCpuSeconds(one), 0)
}

function readOwnCpuSeconds(pid: number): number {
  const fields = readProcessFile(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ')
  if (fields === undefined) return 0
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Reads the resident memory of a process, in mebibytes. */
export function readMemoryMib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readProcessFile(pid, 'status') ?? '')?.[1]) / 1024
}

/** How often a process has given up its core to wait for something, and how often the core was taken from it. */
export interface ContextSwitches {
  readonly voluntary: number
  readonly involuntary: number
}

/** Reads the context switches of all threads of a process. proc(5), `/proc/PID/task/TID/status`. */
export function readContextSwitches(pid: number): ContextSwitches {
  const statuses = readdirSync(`/proc/${pid}/task`).map((thread) => readProcessFile(pid, `task/${thread}/status`) ?? '')
  const sum = (name: string) =>
    statuses.reduce((total, status) => total + Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0), 0)
  return { voluntary: sum('voluntary_ctxt_switches'), involuntary: sum('nonvoluntary_ctxt_switches') }
}

function listChildren(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(
      (candidate) =>
        readProcessFile(candidate, 'stat')
          ?.replace(/^.*\) \S /s, '')
          .split(' ')[0] === String(pid),
    )
}

/** @returns undefined when the process has ended meanwhile */
function readProcessFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}
