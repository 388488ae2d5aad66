import { spawn, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { text } from 'node:stream/consumers'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'

// The file system is mounted in its own mount namespace (unshare(1)): only the processes of the test see it, and the
// kernel unmounts it when the last of them ends, for whatever reason.

/** A user who is not root becomes root in a user namespace, if the system allows that. */
const unshare = ['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])]

/** Mounts a small file system on a folder, and executes the program in the remaining arguments. */
const mountAndRun =
  'size="$1" folder="$2"; shift 2; mount -t tmpfs -o "size=$size,mode=700" tmpfs "$folder" && exec "$@"'

function describeCommand(size: string, folder: string, command: readonly string[]): readonly string[] {
  return [...unshare, 'sh', '-c', mountAndRun, 'sh', size, folder, ...command]
}

/** Finds out why no small disk can be mounted here; undefined if it can. */
export function findSmallDiskObstacle(): string | undefined {
  const [program = '', ...args] = describeCommand('1m', tmpdir(), ['true'])
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  return status === 0 ? undefined : `no tmpfs can be mounted here: ${error?.message ?? stderr.trim()}`
}

/**
 * Runs one of our programs with a small disk.
 * @param size as in `8m` @param script gets the disk's folder and the arguments, and prints one JSON value
 * @param onProgress gets each line of its standard error
 * @throws Error with its standard error when it fails
 */
export async function runOnSmallDisk<Value>(
  size: string,
  { script, args, onProgress }: SmallDiskProgram,
): Promise<Value> {
  using folder = makeTempDir()
  const [program = '', ...rest] = describeCommand(size, folder.path, [process.execPath, script, folder.path, ...args])
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
    for (const line of chunk.trim().split('\n')) onProgress(line)
  })
  const exited = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  const [code, stdout] = await Promise.all([exited, text(child.stdout)])
  process.off('exit', end)
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${said}`)
  return JSON.parse(stdout) as Value
}

/** The program that {@link runOnSmallDisk} runs. */
export interface SmallDiskProgram {
  readonly script: string
  readonly args: readonly string[]
  readonly onProgress: (line: string) => void
}
