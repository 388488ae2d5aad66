import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../../packages/gateway/test/samples/sign.ts'
import { type PostgresServer, startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { boundTime, type Fault } from '../fault.ts'
import { followAcknowledged } from '../stand/acknowledged.ts'
import { claimAnswers, claimAuditRows, claimLog, claimNoneLost, claimOrderlyEnd, claimWaits } from '../stand/claims.ts'
import { createInstallation, firstBucket, type Installation } from '../stand/installation.ts'
import { signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import type { Outage } from '../stand/outage.ts'
import { claimRecovery, measureRecovery } from '../stand/recovery.ts'
import { claimRevoked, measureRevocation } from '../stand/revocation.ts'

const clients = 8

/** The errors that a gateway logs while its database is unavailable. */
const expectedErrors = ['the audit log cannot be written', 'audit_unavailable', 'unavailable']

const outages: readonly Outage<PostgresServer>[] = [
  { name: 'crash', begin: (postgres) => postgres.kill(), end: (postgres) => postgres.start() },
  { name: 'fast shutdown', begin: (postgres) => postgres.shutDown(), end: (postgres) => postgres.start() },
  { name: 'standstill', begin: (postgres) => postgres.pause(), end: (postgres) => postgres.resume() },
]

/** Full outages last longer than a commit may take, so that requests are refused even while PostgreSQL is suspended. */
const lastsMs = { full: 6000, short: 1000 } as const

/** Outages of PostgreSQL. */
export const postgresOutage: Fault = {
  name: 'postgres',
  what: 'PostgreSQL crashes, is shut down and is suspended under load, and comes back',
  needs: ['postgresql'],
  async run(size, { progress }) {
    await using postgres = await startPostgres()
    await using installation = await createInstallation({ databaseUrl: await postgres.createDatabase() })
    await using gateway = await installation.start()
    const { url } = gateway.report
    const { token } = await installation.createToken('load')
    const acknowledged = followAcknowledged(installation)
    await using load = startLoad([{ url, token }], { size, clients })
    const { journal } = load
    const recoveries: (number | undefined)[] = []
    const revived: string[] = []
    const rounds = size === 'full' ? 3 : 1
    for (const outage of Array.from({ length: rounds }, () => outages).flat()) {
      progress(outage.name)
      const [revoked] = await Promise.all([useAndRevoke(installation, url), acknowledged.create()])
      // Another pair is being created when the outage begins: it is stored, or its command says that it is not.
      const creating = acknowledged.create()
      await sleep(Math.random() * 800)
      await outage.begin(postgres)
      const meanwhile = isSigned(url, revoked)
      await sleep(lastsMs[size])
      await outage.end(postgres)
      recoveries.push(await measureRecovery({ url, token }, journal, performance.now()))
      if (await meanwhile) revived.push(`during a ${outage.name}`)
      await creating
      if (await isSigned(url, revoked)) revived.push(`after a ${outage.name}`)
    }
    await load.stop()
    progress('a revocation afterwards')
    const revocations = await measureRevocation({ installation, urls: [url], name: 'afterwards', size, clients })
    return [
      await claimAuditRows(installation, journal.answers),
      await acknowledged.claimKept(url),
      acknowledged.claimReasons(/database/),
      claimNoneLost('a token revoked before the outage stays revoked', revived, `${2 * recoveries.length} requests`),
      claimRevoked(revocations),
      claimAnswers(journal.answers, [signedOutcome, '503 unavailable', '503 audit_unavailable']),
      claimWaits(journal.answers, boundTime(size, 10_000)),
      claimRecovery(recoveries, 10_000),
      claimLog([gateway.logs()], expectedErrors),
      claimOrderlyEnd(await gateway.stop('SIGTERM')),
    ]
  },
}

/** Uses a token, so that the gateway caches it, and revokes it. @returns its text */
async function useAndRevoke(installation: Installation, url: string): Promise<string> {
  const { id, token } = await installation.createToken('revoked')
  await isSigned(url, token)
  await installation.run(['token', 'revoke', id, '--yes'])
  await waitUntil('the revocation is felt', async () => !(await isSigned(url, token)))
  return token
}

async function isSigned(url: string, token: string): Promise<boolean> {
  return (await ask({ url, token }, { bucket: firstBucket, key_name: 'revoked' })).status === 200
}
