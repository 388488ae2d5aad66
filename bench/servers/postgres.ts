import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { findFreePort } from '../../packages/gateway/test/free-port.ts'

/** A PostgreSQL server of the benchmark's own. Unlike the tests' it flushes every commit to the disk. */
export interface PostgresServer {
  readonly pid: number
  /** Makes an empty database. @returns its URL */
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** Starts it with an empty data directory. @throws Error when PostgreSQL is not installed */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = findBinaries()
  const dir = mkdtempSync(join(tmpdir(), 'signpost-bench-postgres-'))
  if (unprivileged.uid !== undefined) chownSync(dir, unprivileged.uid, unprivileged.gid)
  const dataDir = join(dir, 'data')
  const init = [
    '-D',
    dataDir,
    '--no-sync',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--username=signpost',
    '--auth=trust',
  ]
  const initialised = spawn(join(bin, 'initdb'), init, { ...unprivileged, cwd: '/', env: {}, stdio: 'ignore' })
  const [code] = await once(initialised, 'exit')
  if (code !== 0) throw new Error(`initdb ended with ${code}`)
  const port = await findFreePort()
  const place = ['-D', dataDir, '-k', dir, '-p', String(port), '-c', 'listen_addresses=127.0.0.1']
  // A checkpoint in the middle of a round would be counted against whoever has it.
  const size = ['-c', 'shared_buffers=256MB', '-c', 'max_wal_size=4GB', '-c', 'checkpoint_timeout=30min']
  const child = spawn(join(bin, 'postgres'), [...place, ...size], {
    ...unprivileged,
    cwd: dir,
    env: {},
    stdio: 'ignore',
  })
  const killNow = () => child.kill('SIGQUIT')
  process.once('exit', killNow)
  const describeUrl = (database: string) => `postgres://signpost:none@127.0.0.1:${port}/${database}`
  while (!(await answers(describeUrl('postgres')))) {
    if (child.exitCode !== null) throw new Error('postgres did not start')
    await wait(50)
  }
  return {
    pid: child.pid ?? 0,
    async createDatabase(name) {
      await queryPostgres(describeUrl('postgres'), `create database ${name}`)
      return describeUrl(name)
    },
    async stop() {
      process.off('exit', killNow)
      killNow()
      await once(child, 'exit')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Runs one statement on a connection of its own. @returns its rows */
export async function queryPostgres<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(statement)).rows
  } finally {
    await client.end()
  }
}

async function answers(url: string): Promise<boolean> {
  return queryPostgres(url, 'select 1').then(
    () => true,
    () => false,
  )
}

/** The newest of Debian's versions, which stand beside each other. */
function findBinaries(): string {
  const found = globSync('/usr/lib/postgresql/*/bin')
  const newest = found.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  if (newest === undefined) throw new Error('PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin')
  return newest
}
