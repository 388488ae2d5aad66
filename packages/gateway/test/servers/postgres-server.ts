import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { findFreePort } from './free-port.ts'
import { waitUntil } from './wait-until.ts'

/** The password of the test server's user: what it lets in, and what must be printed nowhere. */
export const postgresPassword = 'p%ss:w/rd'

/** A PostgreSQL server of a test's own, on a free port of 127.0.0.1. */
export interface PostgresServer {
  /** Of the process that runs now. */
  pid(): number
  /** Makes a database: an empty one, or a copy of one that nobody is connected to. @returns its URL */
  createDatabase(template?: string): Promise<string>
  /** Ends it at once, as a power cut of its machine does to its clients. */
  kill(): Promise<void>
  /** Ends it as an operator does, by a fast shutdown: it tells its clients, and rolls back what they have begun. */
  shutDown(): Promise<void>
  /** Starts it again on the same port, with its databases. */
  start(): Promise<void>
  /** Makes the whole server hang: connections stay open, and nothing answers any more once this has come to its end. */
  pause(): Promise<void>
  resume(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** PostgreSQL refuses to run as root; this is `nobody`. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/**
 * Arguments of `setpriv` for a server that does not run as root.
 * @param signal that it gets from the kernel when this process ends in a way that runs no code of ours
 */
export function runUnprivileged(signal: 'QUIT' | 'TERM'): readonly string[] {
  const user = unprivileged.uid === undefined ? [] : ['--reuid=65534', '--regid=65534', '--clear-groups']
  return [`--pdeathsig=${signal}`, ...user]
}

/**
 * Starts a server with an empty data directory of its own.
 * @param settings `name=value`, in place of those that make tests fast: they do not flush to the disk
 */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const bin = findBinaries()
  const dir = mkdtempSync(join(tmpdir(), 'signpost-postgres-'))
  if (unprivileged.uid !== undefined) chownSync(dir, unprivileged.uid, unprivileged.gid)
  const dataDir = join(dir, 'data')
  const passwordFile = join(dir, 'password')
  writeFileSync(passwordFile, postgresPassword, { mode: 0o644 })
  const access = ['--username=signpost', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  await run(join(bin, 'initdb'), ['-D', dataDir, '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8', ...access])
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
    // QUIT is its immediate shutdown.
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
    // The immediate shutdown: it ends its own processes, which a SIGKILL would leave behind for a while.
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
    // First alone: it would make further processes, and while one of them goes the list of them may lack others (proc_pid_children(5)).
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
  // The server may be stopped under it.
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

/** The newest of Debian's versions, which stand beside each other. */
function findBinaries(): string {
  const found = globSync('/usr/lib/postgresql/*/bin')
  const newest = found.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new Error('PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin')
  return newest
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { ...unprivileged, cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe'] })
  const [[code], message] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${message}`)
}

/** Sends a signal to a process, which may have ended since it was listed. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Stops processes, and waits until none of them runs any more: a signal arrives a moment after it was sent. */
async function stopProcesses(pids: readonly number[]): Promise<void> {
  for (const pid of pids) sendSignal(pid, 'SIGSTOP')
  await waitUntil('the processes stand still', () => pids.every(isStill))
}

/** Whether a process is stopped, or has ended. proc_pid_stat(5) */
function isStill(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  return !existsSync(file) || /\) [TZX] /.test(readFileSync(file, 'utf8'))
}

/** The processes of the server's connections, and its own. */
function listChildren({ pid }: ChildProcess): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return list.split(' ').filter(Boolean).map(Number)
}
