import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ensures that no process and no temporary file outlives a test run, whatever ends the run. */
export interface Reaper {
  /** The folder for the temporary files of tests. */
  readonly folder: string
  /** Registers a process group that tests have started. */
  watch(group: number): void
  /** Ends the remaining processes of a group. */
  end(group: number): void
  /** Ends all remaining processes, and waits until they are gone. */
  finish(): Promise<void>
}

/** Starts the program `reap.ts` in a session of its own. When this process dies, the program notices and does its work. */
export function startReaper(): Reaper {
  const folder = makeFolder()
  // PostgreSQL runs as another user, and has a folder of its own in this one.
  chmodSync(folder, 0o711)
  const program = join(import.meta.dirname, 'reap.ts')
  const child = spawn(process.execPath, [program, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const exited = once(child, 'exit')
  // If the program was killed, the tests can go on without it.
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

/** The folder in memory (tmpfs) that Linux has. */
const memory = '/dev/shm'

/** The temporary files of a test run take less than half of this. */
const roomBytes = 4 * 1024 ** 3

/**
 * Makes the folder for temporary files: in memory where there is room, because tests open hundreds of databases, which otherwise wait for
 * the disk. `TMPDIR` overrides it.
 */
function makeFolder(): string {
  const name = 'signpost-tests-'
  try {
    if (process.env.TMPDIR === undefined && hasRoomInMemory()) return mkdtempSync(join(memory, name))
  } catch {
    // Without /proc, or without the right to write there, the disk will do.
  }
  return mkdtempSync(join(tmpdir(), name))
}

function hasRoomInMemory(): boolean {
  // Of several mounts at one place, the last one counts. Tests start programs from there.
  const [, options] = [...readFileSync('/proc/mounts', 'utf8').matchAll(/ \/dev\/shm tmpfs (\S+)/g)].at(-1) ?? []
  if (options === undefined || options.split(',').includes('noexec')) return false
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > roomBytes && process.availableMemory() > 2 * roomBytes
}
