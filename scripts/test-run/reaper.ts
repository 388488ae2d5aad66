import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Sees to it that no process and no temporary file of a test run outlives it, whatever ends the run. */
export interface Reaper {
  /** Where tests are to keep temporary files. */
  readonly folder: string
  /** Is to be told of each process group that tests start. */
  watch(group: number): void
  /** Ends all processes of a group that are left. */
  end(group: number): void
  /** Ends everything that is left, and waits until it is gone. */
  finish(): Promise<void>
}

/** Starts the program `reap.ts` in a session of its own. When this process dies, that notices and does its work. */
export function startReaper(): Reaper {
  const folder = mkdtempSync(join(findRoom(), 'signpost-tests-'))
  // PostgreSQL, as another user, has its own folder in it.
  chmodSync(folder, 0o711)
  const program = join(import.meta.dirname, 'reap.ts')
  const child = spawn(process.execPath, [program, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const exited = once(child, 'exit')
  // Somebody may have killed it; the tests can go on.
  child.stdin.on('error', () => {})
  return {
    folder,
    watch: (group) => void child.stdin.write(`+${group}\n`),
    end: (group) => void child.stdin.write(`-${group}\n`),
    async finish() {
      child.stdin.end()
      await exited
    },
  }
}

/** As tmpfs is on Linux. */
const memory = '/dev/shm'

/** Tests keep less than half of that in memory. */
const roomBytes = 4 * 1024 ** 3

/**
 * Finds a folder for temporary files: in memory where there is room, because tests open hundreds of databases, which otherwise wait for the
 * disk. `TMPDIR` overrides it.
 */
function findRoom(): string {
  if (process.env.TMPDIR !== undefined || process.platform !== 'linux') return tmpdir()
  const options = / \/dev\/shm tmpfs (\S+)/.exec(readFileSync('/proc/mounts', 'utf8'))?.[1]?.split(',')
  // Tests start programs from there.
  if (options === undefined || options.includes('noexec') || !options.includes('rw')) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > roomBytes && freemem() > 2 * roomBytes ? memory : tmpdir()
}
