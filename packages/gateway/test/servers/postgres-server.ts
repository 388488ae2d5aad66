import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { runFolderVariable } from '../../../../scripts/test-run/run-folder-variable.ts'
import { findFreePort } from './free-port.ts'
import { waitUntil } from './wait-until.ts'

/** The password of the test server's user. Nothing may ever print it. */
export const postgresPassword = 'p%ss:w/rd'

/** A test's own PostgreSQL server, on a free port of 127.0.0.1. */
export interface PostgresServer {
  /** The id of the process that runs now. */
  pid(): number
  /** Makes an empty database, or a copy of one without connections. @returns its URL */
  createDatabase(template?: string): Promise<string>
  /** Ends the server at once. Clients see what they see at a power cut. */
  kill(): Promise<void>
  /** Ends the server by a fast shutdown, as an operator does: it tells its clients, and rolls back their transactions. */
  shutDown(): Promise<void>
  /** Starts the server again on the same port, with its databases. */
  start(): Promise<void>
  /** Makes the whole server hang: connections stay open, and nothing answers once the promise has resolved. */
  pause(): Promise<void>
  resume(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** The user `nobody`, because PostgreSQL refuses to run as root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/**
 * Arguments of `setpriv` for a server that must not run as root.
 * @param signal that the kernel sends to the server when this process ends without running our code
 */
export function runUnprivileged(signal: 'QUIT' | 'TERM'): readonly string[] {
  const user = unprivileged.uid === undefined ? [] : ['--reuid=65534', '--regid=65534', '--clear-groups']
  return [`--pdeathsig=${signal}`, ...user]
}

/**
 * Starts a server with an empty data directory of its own.
 * @param settings `name=value`; they override the settings that make tests fast, such as `fsync=off`
 */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const bin = findBinaries()
  const dir = mkdtempSync(join(tmpdir(), 'signpost-postgres-'))
  if (unprivileged.uid !== undefined) chownSync(dir, unprivileged.uid, unprivileged.gid)
  const dataDir = join(dir, 'data')
  const passwordFile = join(dir, 'password')
  writeFileSync(passwordFile, postgresPassword, { mode: 0o644 })
  const access = ['--username=signpost', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  await makeDataDir(bin, dataDir, access)
  const port = await findFreePort()
  let server: ChildProcess | undefined

  const describeUrl = (database: string) =>
    `postgres://signpost:${encodeURIComponent(postgresPassword)}@127.0.0.1:${port}/${database}`

  async function start(): Promise<void> {
    const place = ['-D', dataDir, '-k', dir, '-p', String(port), '-c', 'listen_addresses=127.0.0.1']
    const tuning = ['fsync=off', 'shared_buffers=16MB', 'max_connections=100', ...settings].flatMap((one) => [
      '-c',
      one,
    ])
    // QUIT is the immediate shutdown.
    const command = [...runUnprivileged('QUIT'), join(bin, 'postgres'), ...place, ...tuning]
    const started = spawn('setpriv', command, { cwd: dir, env: {} })
    server = started
    process.once('exit', killNow)
    let log = ''
    started.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk
    })
    for (;;) {
      if (started.exitCode !== null) throw new Error(`postgres did not start: ${log}`)
      if (await answers(describeUrl('postgres'))) return
      await wait(50)
    }
  }

  function killNow(): void {
    server?.kill('SIGCONT')
    // The immediate shutdown ends the server's child processes, which a SIGKILL would leave behind for a while.
    server?.kill('SIGQUIT')
  }

  /** @param signal of https://www.postgresql.org/docs/current/server-shutdown.html */
  async function end(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const ending = server
    if (ending === undefined) return
    const exited = once(ending, 'exit')
    for (const pid of listChildren(ending)) sendSignal(pid, 'SIGCONT')
    ending.kill('SIGCONT')
    ending.kill(signal)
    server = undefined
    process.off('exit', killNow)
    await exited
  }

  const kill = () => end('SIGQUIT')

  async function pause(): Promise<void> {
    if (server?.pid === undefined) return
    // The parent stops first: it might start more children, and the list may lack some while one of them exits (proc_pid_children(5)).
    await stopProcesses([server.pid])
    await stopProcesses(listChildren(server))
  }

  function resume(): void {
    if (server?.pid === undefined) return
    for (const pid of [...listChildren(server), server.pid]) sendSignal(pid, 'SIGCONT')
  }

  await start()
  return {
    pid: () => server?.pid ?? 0,
    start,
    kill,
    shutDown: () => end('SIGINT'),
    pause,
    resume,
    async createDatabase(template) {
      const copied = template === undefined ? '' : ` template ${new URL(template).pathname.slice(1)}`
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await query(describeUrl('postgres'), `create database ${name}${copied}`)
      return describeUrl(name)
    },
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Runs one statement on a connection of its own. @returns its rows */
export async function query<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  // The server may stop during the connection.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await query(url, 'select 1')
    return true
  } catch {
    return false
  }
}

/** Finds the newest of the versions that Debian installs beside each other. */
function findBinaries(): string {
  const found = globSync('/usr/lib/postgresql/*/bin')
  const newest = found.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new Error('PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin')
  return newest
}

/** Makes a data directory. In a run of tests, only the first file lets `initdb` make one, and others copy it in a tenth of the time. */
async function makeDataDir(bin: string, dataDir: string, access: readonly string[]): Promise<void> {
  const folder = process.env[runFolderVariable]
  const template = folder === undefined ? undefined : join(folder, 'postgres-data')
  const copy = (from: string, to: string) => run('cp', ['-a', from, to])
  if (template !== undefined && existsSync(template)) return copy(template, dataDir)
  const options = ['--no-sync', '--encoding=UTF8', '--locale=C.UTF-8', ...access]
  await run(join(bin, 'initdb'), ['-D', dataDir, ...options], unprivileged)
  if (template === undefined) return
  const draft = `${template}-${process.pid}`
  await copy(dataDir, draft)
  try {
    renameSync(draft, template)
  } catch {
    // Another file was faster.
    rmSync(draft, { recursive: true })
  }
}

async function run(program: string, args: readonly string[], user: typeof unprivileged = {}): Promise<void> {
  const child = spawn(program, args, { ...user, cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe'] })
  const [[code], message] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${message}`)
}

/** Sends a signal to a process that may have ended since it was listed. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Stops processes, and waits until none of them runs, because a signal arrives a moment after it was sent. */
async function stopProcesses(pids: readonly number[]): Promise<void> {
  for (const pid of pids) sendSignal(pid, 'SIGSTOP')
  await waitUntil('the processes are stopped', () => pids.every(isStill))
}

/** Whether a process is stopped, or has ended. proc_pid_stat(5) */
function isStill(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  return !existsSync(file) || /\) [TZX] /.test(readFileSync(file, 'utf8'))
}

/** The child processes of the server: those of its connections, and its workers. */
function listChildren({ pid }: ChildProcess): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return list.split(' ').filter(Boolean).map(Number)
}
