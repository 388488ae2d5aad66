import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { postgresPassword, runUnprivileged } from './postgres-server.ts'
import { makeTempDir } from './temp-dir.ts'

/** A test's own PgBouncer in front of a PostgreSQL server, on a free port of 127.0.0.1. */
export interface PgBouncerServer extends AsyncDisposable {
  /** The URL of a database through the pooler. @param url as {@link PostgresServer} returns it */
  through(url: string): string
}

/** Settings of `pgbouncer.ini`: https://www.pgbouncer.org/config.html */
type PgBouncerSettings = Readonly<Record<string, string | number>>

/** Starts a pooler in front of the server of a URL. By default it is in transaction mode, with few connections to share. */
export async function startPgBouncer(serverUrl: string, settings: PgBouncerSettings = {}): Promise<PgBouncerServer> {
  const dir = makeTempDir()
  const port = await findFreePort()
  const { hostname, port: serverPort, username } = new URL(serverUrl)
  const users = join(dir.path, 'users.txt')
  writeFileSync(users, `"${username}" "${postgresPassword}"\n`)
  const all: PgBouncerSettings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: users,
    pool_mode: 'transaction',
    default_pool_size: 3,
    max_client_conn: 100,
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
  const file = join(dir.path, 'pgbouncer.ini')
  writeFileSync(file, `[databases]\n* = host=${hostname} port=${serverPort}\n[pgbouncer]\n${lines.join('\n')}\n`)
  // PgBouncer runs as another user.
  chmodSync(dir.path, 0o755)
  const child = spawn('setpriv', [...runUnprivileged('TERM'), '/usr/sbin/pgbouncer', file], { env: {} })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  let log = ''
  const ready = new Promise<void>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk
      if (log.includes('process up')) resolve()
    })
  })
  const ended = once(child, 'exit')
  const early = await Promise.race([ready, ended])
  if (early !== undefined) throw new Error(`pgbouncer did not start: ${log}`)
  return {
    through(url) {
      const through = new URL(url)
      through.port = String(port)
      return through.href
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      kill()
      await ended
      dir[Symbol.dispose]()
    },
  }
}
