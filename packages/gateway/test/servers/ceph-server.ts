import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPresigner, type PresignRequest } from '@signpost/presign'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { describeCeph } from './ceph-settings.ts'
import { findFreePort } from './free-port.ts'
import { runProgram } from './run-program.ts'
import { waitUntil } from './wait-until.ts'

/** The keys of a user, as a credential has them, and a region that every Ceph accepts. */
export interface CephUser {
  readonly accessKeyId: string
  readonly secret: string
  readonly region: string
}

/** The users that every test server has. */
export const cephUsers = {
  alice: { accessKeyId: 'AKIDALICE', secret: 'alice/has+a=secret', region: 'us-east-1' },
  bob: { accessKeyId: 'AKIDBOB', secret: 'the-secret-of-bob', region: 'us-east-1' },
} as const satisfies Readonly<Record<string, CephUser>>

/** Why the tests that need Ceph are skipped; false if they are not skipped. */
export const skipWithoutCeph = skipWithout('radosgw') || skipWithout('ceph-mon') || skipWithout('ceph-osd')

/** A test's own Ceph Object Gateway, with a cluster of one node in memory, on a free port of 127.0.0.1. */
export interface CephServer {
  /** The endpoint for path style. */
  readonly endpoint: string
  /**
   * The endpoint for virtual-host style: `http://BUCKET.s3.localhost:PORT`. Every name below `localhost` is this machine (RFC 6761,
   * section 6.3); curl and the gateway know that.
   */
  readonly virtualEndpoint: string
  /** Makes a bucket, which belongs to this user. */
  createBucket(name: string, owner?: CephUser): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Another server may take a port between the check that it is free and the start of Ceph, so the start is retried. */
const mostStarts = 3

/**
 * Starts a Ceph that has users and no buckets, in one to two seconds. It needs about 150 MiB. It ends with this process, however
 * the process ends.
 * @param settings lines for the gateway's section of `ceph.conf`
 */
export async function startCeph(settings: readonly string[] = []): Promise<CephServer> {
  for (let start = 1; ; start++) {
    try {
      return await tryToStart(settings)
    } catch (error) {
      if (!(error instanceof EndedDaemon) || start === mostStarts) throw error
    }
  }
}

/** A daemon of Ceph ended, for instance because its port is taken. */
class EndedDaemon extends Error {}

async function tryToStart(settings: readonly string[]): Promise<CephServer> {
  const dir = mkdtempSync(join(tmpdir(), 'signpost-ceph-'))
  const config = join(dir, 'ceph.conf')
  const cluster = randomUUID()
  const [port, monPort] = [await findFreePort(), await findFreePort()]
  for (const folder of ['mon', 'osd', 'rgw', 'run']) mkdirSync(join(dir, folder))
  writeFileSync(join(dir, 'keyring'), '')
  writeFileSync(config, describeCeph({ dir, cluster, port, monPort, settings }))
  const daemons: ChildProcess[] = []

  async function run(program: string, ...args: readonly string[]): Promise<void> {
    await runProgram('setpriv', ['--pdeathsig=KILL', program, '-c', config, ...args], dir)
  }

  function startDaemon(program: string, ...args: readonly string[]): void {
    const command = ['--pdeathsig=KILL', program, '-c', config, '-f', ...args]
    daemons.push(spawn('setpriv', command, { cwd: dir, stdio: 'ignore' }))
  }

  function requireDaemons(): void {
    const ended = daemons.find((daemon) => !isRunning(daemon))
    if (ended !== undefined) throw new EndedDaemon(`${ended.spawnargs.join(' ')} ended with ${ended.exitCode}`)
  }

  /** SIGKILL is enough: none of the cluster's data is kept, so no daemon has to shut down in order. */
  async function end(): Promise<void> {
    const running = daemons.filter(isRunning)
    const exits = running.map((daemon) => once(daemon, 'exit'))
    for (const daemon of running) daemon.kill('SIGKILL')
    await Promise.all(exits)
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }

  try {
    const [monMap, osdMap] = [join(dir, 'monmap'), join(dir, 'osdmap')]
    await run('monmaptool', '--create', '--fsid', cluster, '--addv', 'a', `[v2:127.0.0.1:${monPort}]`, monMap)
    await run('osdmaptool', '--createsimple', '1', osdMap)
    await run('ceph-mon', '--mkfs', '-i', 'a', '--monmap', monMap, '--osdmap', osdMap)
    startDaemon('ceph-mon', '-i', 'a')
    await run('ceph-osd', '-i', '0', '--mkfs', '--no-mon-config')
    startDaemon('ceph-osd', '-i', '0')
    for (const [name, { accessKeyId, secret }] of Object.entries(cephUsers)) {
      // Temporary keys need the right to set a user's own policies.
      const rights = ['--caps', 'user-policy=*']
      const user = [
        '--uid',
        name,
        '--display-name',
        name,
        '--access-key',
        accessKeyId,
        '--secret-key',
        secret,
        ...rights,
      ]
      await run('radosgw-admin', '--no-mon-config', 'user', 'create', ...user)
    }
    startDaemon('radosgw', '--no-mon-config', '-n', 'client.rgw.a')
    const endpoint = `http://127.0.0.1:${port}`
    await waitUntil('Ceph answers', async () => {
      requireDaemons()
      return await isHttp(endpoint)
    })
    return {
      endpoint,
      virtualEndpoint: `http://s3.localhost:${port}`,
      async createBucket(name, owner = cephUsers.alice) {
        const { status } = await fetch(signForCeph(endpoint, owner, { method: 'PUT', bucket: name }), { method: 'PUT' })
        if (status !== 200) throw new Error(`Ceph did not create the bucket ${name}: ${status}`)
      },
      [Symbol.asyncDispose]: end,
    }
  } catch (error) {
    try {
      // An ended daemon may be the reason why a command failed.
      requireDaemons()
    } finally {
      await end()
    }
    throw error
  }
}

/** Whether the port answers with HTTP. A listener alone proves nothing: another Ceph's daemon may have the port, and then ours ends. */
async function isHttp(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return true
  } catch {
    return false
  }
}

/** Signs a test's own request to the store. */
export function signForCeph(
  endpoint: string,
  { accessKeyId, secret, region }: CephUser,
  request: Pick<PresignRequest, 'method' | 'bucket' | 'key' | 'query'>,
): string {
  const credentials = { accessKeyId, secretAccessKey: secret }
  const presigner = createPresigner({ credentials, region, endpoint, bucketNames: 'wide' })
  return presigner.presign({ ...request, expiresInSeconds: 300, signedAt: Date.now() }).url
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
