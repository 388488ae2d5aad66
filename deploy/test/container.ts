import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/**
 * A file system as an image has one. Where an image would bring Debian, this machine's own `/usr` is mounted, and this
 * process's Node and npm stand in for those of the base image.
 */
export interface ImageRoot {
  /** What becomes `/`. */
  readonly root: string
  /** What becomes `/usr/local`. */
  readonly local: string
}

/** How a command runs in an {@link ImageRoot}. */
export interface ContainerOptions {
  readonly env: Readonly<Record<string, string>>
  /** Path inside. */
  readonly cwd: string
  /** `uid:gid`; root without it. */
  readonly user?: string | undefined
  /** Folders of this machine, and where they are mounted inside. */
  readonly mounts?: readonly { readonly source: string; readonly target: string }[]
  /** As `docker run --read-only --tmpfs /tmp` has it, with no capability and no way to new ones. */
  readonly isLockedDown?: boolean
}

/** A command that runs in an {@link ImageRoot}, as the first process of its own process table. */
export interface Container {
  /** Sends a signal to its first process, as `docker stop` does, and waits for its end. @returns its exit code */
  stop(signal: NodeJS.Signals): Promise<number | null>
  /**
   * Runs another command beside it, as `docker exec` does.
   * @param env added to the environment of the container
   * @returns its exit code and all that it wrote
   */
  execute(command: readonly string[], env?: ContainerOptions['env']): Promise<{ code: number | null; output: string }>
  /** Everything that it wrote so far. */
  output(): string
  hasEnded(): boolean
}

const unshare = ['unshare', '--mount', '--pid', '--fork', '--kill-child']

/** Why no command can be run in another root here, or false when it can. */
export function findIsolationProblem(): string | false {
  if (process.getuid?.() !== 0) return 'only root may mount folders and become other users'
  const [program = '', ...args] = [...unshare, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']
  return spawnSync(program, args).status === 0 ? false : 'this machine lets nobody mount anything'
}

/** An empty file system with what a base image has at the least. @param folder where it is made */
export function createImageRoot(folder: string): ImageRoot {
  const root = join(folder, 'root')
  const local = join(folder, 'local')
  for (const place of ['usr', 'etc/ssl', 'proc', 'dev', 'root', 'tmp'])
    mkdirSync(join(root, place), { recursive: true })
  for (const place of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${place}`, join(root, place))
  for (const file of ['resolv.conf', 'hosts', 'nsswitch.conf', 'passwd', 'group']) {
    if (existsSync(`/etc/${file}`)) writeFileSync(join(root, 'etc', file), readFileSync(`/etc/${file}`))
  }
  spawnSync('chmod', ['1777', join(root, 'tmp')])
  mkdirSync(join(local, 'bin'), { recursive: true })
  mkdirSync(join(local, 'lib/node_modules/npm'), { recursive: true })
  writeFileSync(join(local, 'bin/node'), '', { mode: 0o755 })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  writeFileSync(join(root, 'root/.npmrc'), '')
  return { root, local }
}

/** Runs a command to its end. @throws Error with all that it wrote when it fails */
export async function runContained(image: ImageRoot, command: readonly string[], options: ContainerOptions) {
  const child = spawnContained(image, command, options)
  const output = collectOutput(child)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${output()}`)
}

/** Starts a command and leaves it running. */
export function startContained(image: ImageRoot, command: readonly string[], options: ContainerOptions): Container {
  const child = spawnContained(image, command, options)
  const output = collectOutput(child)
  const exited = once(child, 'close').then(([code]) => code as number | null)

  return {
    async stop(signal) {
      const pid = findFirstProcess(child)
      if (pid !== undefined) process.kill(pid, signal)
      return await exited
    },
    async execute(command, env = {}) {
      const pid = findFirstProcess(child)
      if (pid === undefined) throw new Error(`The container has ended: ${output()}`)
      const inside = ['--target', String(pid), '--mount', '--pid', '--root', `--wd=/proc/${pid}/cwd`]
      const program = ['env', '-i', ...describeEnv({ ...options.env, ...env }), ...dropRights(options), ...command]
      const added = spawn('nsenter', [...inside, ...program])
      const written = collectOutput(added)
      const [code] = await once(added, 'close')
      return { code: code as number | null, output: written() }
    },
    output,
    hasEnded: () => child.exitCode !== null,
  }
}

function spawnContained(image: ImageRoot, command: readonly string[], options: ContainerOptions): ChildProcess {
  const { env, cwd, mounts = [], isLockedDown = false } = options
  const tools = [
    { source: process.execPath, target: '/usr/local/bin/node' },
    { source: findNpm(), target: '/usr/local/lib/node_modules/npm' },
    { source: '/etc/ssl', target: '/etc/ssl' },
    // How npm is told where its registry is.
    { source: findNpmConfig(), target: '/root/.npmrc' },
  ]
  for (const { target } of mounts) mkdirSync(join(image.root, target), { recursive: true })
  const setUp = [
    'set -e',
    'mount --bind "$ROOT" "$ROOT"',
    'mount --bind /usr "$ROOT/usr"',
    'mount -o remount,ro,bind "$ROOT/usr"',
    `mount --bind '${image.local}' "$ROOT/usr/local"`,
    'mount -t proc proc "$ROOT/proc"',
    'mount --rbind /dev "$ROOT/dev"',
    // What is this machine's own stays as it is, whatever a step does.
    ...tools.map(
      ({ source, target }) => `mount --bind '${source}' "$ROOT${target}" && mount -o remount,ro,bind "$ROOT${target}"`,
    ),
    ...(isLockedDown ? ['mount -o remount,ro,bind "$ROOT"', 'mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"'] : []),
    ...mounts.map(({ source, target }) => `mount --bind '${source}' "$ROOT${target}"`),
    'exec chroot "$ROOT" /usr/bin/env -i --chdir="$CWD" "$@"',
  ].join('\n')
  const [program = '', ...args] = [...unshare, 'bash', '-c', setUp, 'bash']
  const child = spawn(program, [...args, ...describeEnv(env), ...dropRights(options), ...command], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ROOT: image.root, CWD: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('close', () => process.off('exit', kill))
  return child
}

function dropRights({ user, isLockedDown = false }: ContainerOptions): string[] {
  const [uid, gid] = user?.split(':') ?? []
  const owner = uid === undefined ? [] : [`--reuid=${uid}`, `--regid=${gid ?? uid}`, '--clear-groups']
  const lock = isLockedDown ? ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'] : []
  return owner.length + lock.length === 0 ? [] : ['setpriv', ...owner, ...lock]
}

function describeEnv(env: ContainerOptions['env']): string[] {
  const inherited = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].flatMap((name) =>
    process.env[name] === undefined ? [] : [`${name}=${process.env[name]}`],
  )
  return [
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'HOME=/root',
    ...inherited,
    ...Object.entries(env).map((pair) => pair.join('=')),
  ]
}

/** The process that the image's command became. */
function findFirstProcess({ pid, exitCode }: ChildProcess): number | undefined {
  if (pid === undefined || exitCode !== null) return undefined
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  return first === undefined || first === '' ? undefined : Number(first)
}

/** Both of a program's outputs, in the order in which they came. @returns what there is so far */
function collectOutput({ stdout, stderr }: ChildProcess): () => string {
  let output = ''
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
    })
  }
  return () => output
}

function findNpmConfig(): string {
  const file = join(homedir(), '.npmrc')
  return existsSync(file) ? file : '/dev/null'
}

function findNpm(): string {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'))
  const npm = found.find((file) => existsSync(file))
  if (npm === undefined) throw new Error('npm is not in the PATH')
  return dirname(dirname(realpathSync(npm)))
}
