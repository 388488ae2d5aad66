import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '../../packages/gateway/test/servers/free-port.ts'
import type { GatewayProcess } from '../../packages/gateway/test/servers/gateway-process.ts'
import { startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'
import type { ClaimResult, Fault, FaultSize, FaultTools } from '../fault.ts'
import { followAcknowledged } from '../stand/acknowledged.ts'
import { claimAnswers, claimAuditRows, claimLog, claimNoneLost, claimOrderlyEnd } from '../stand/claims.ts'
import { createInstallation, type Installation } from '../stand/installation.ts'
import { signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import { claimRecovery, measureRecovery } from '../stand/recovery.ts'
import { claimNoComplaint, claimWholeFile } from '../stand/sound-state.ts'

const clients = 16

/** The longest time until a gateway is killed. The time is random, so that each kill interrupts something different. */
const longestLifeMs = 400

/** The errors of connections that broke or were refused while the gateway was dead. `socket hang up` has the code ECONNRESET. */
const brokenConnections = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE']

/** kill -9 of a gateway on SQLite. */
export const killOnSqlite: Fault = {
  name: 'kill-sqlite',
  what: 'kill -9 of the gateway under load, on SQLite, while commands store tokens and credentials',
  async run(size, tools) {
    await using installation = await createInstallation()
    const results = await killAgainAndAgain(installation, { size, kills: size === 'full' ? 30 : 1 }, tools)
    return [...results, claimWholeFile(installation)]
  },
}

/** kill -9 of a gateway on PostgreSQL. */
export const killOnPostgres: Fault = {
  name: 'kill-postgres',
  what: 'the same on PostgreSQL',
  needs: ['postgresql'],
  async run(size, tools) {
    await using postgres = await startPostgres()
    await using installation = await createInstallation({ databaseUrl: await postgres.createDatabase() })
    return await killAgainAndAgain(installation, { size, kills: size === 'full' ? 30 : 1 }, tools)
  },
}

async function killAgainAndAgain(
  installation: Installation,
  { size, kills }: { readonly size: FaultSize; readonly kills: number },
  { progress }: FaultTools,
): Promise<ClaimResult[]> {
  const port = await findFreePort()
  const { token } = await installation.createToken('load')
  const signer = { url: `http://127.0.0.1:${port}`, token }
  const acknowledged = followAcknowledged(installation)
  await using load = startLoad([signer], { size, clients })
  const { journal } = load
  const starts: (number | undefined)[] = []
  const logs: string[] = []

  /** Starts a gateway, and records the time until it signs. */
  async function start(): Promise<GatewayProcess> {
    const startedAt = performance.now()
    const gateway = await installation.start({ port })
    starts.push(await measureRecovery(signer, journal, startedAt))
    return gateway
  }

  for (let kill = 1; kill <= kills; kill++) {
    progress(`kill ${kill} of ${kills}`)
    await using gateway = await start()
    const creating = acknowledged.create()
    await sleep(Math.random() * longestLifeMs)
    await gateway.stop('SIGKILL')
    logs.push(gateway.logs())
    await creating
  }
  await using gateway = await start()
  await load.stop()
  const kept = await acknowledged.claimKept(signer.url)
  const exit = await gateway.stop('SIGTERM')
  const { refusals } = acknowledged
  return [
    await claimAuditRows(installation, journal.answers),
    kept,
    claimNoneLost('no command fails', refusals, `${2 * kills} commands`),
    claimAnswers(journal.answers, [signedOutcome, ...brokenConnections]),
    // The first start is before the first kill, so its time shows how busy the machine is.
    claimRecovery(starts.slice(1), 10_000 + (starts[0] ?? 0)),
    claimLog([...logs, gateway.logs()]),
    claimOrderlyEnd(exit),
    await claimNoComplaint(installation),
  ]
}
