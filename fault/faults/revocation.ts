import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '../../packages/gateway/test/servers/postgres-server.ts'
import type { ClaimResult, Fault, FaultSize, FaultTools } from '../fault.ts'
import { claimAnswers, claimAuditRows, claimLog } from '../stand/claims.ts'
import { createInstallation, type Installation } from '../stand/installation.ts'
import { signedOutcome } from '../stand/journal.ts'
import {
  claimRevoked,
  describeMoment,
  measureRevocation,
  type Revocation,
  revocationLimitMs,
} from '../stand/revocation.ts'

const clientsPerNode = 4

const refused = '401 token_revoked'

/** How long a node is suspended, just when the token is revoked: longer than revocations may take. */
const standstillMs = 2500

/** A token is revoked on two nodes of one PostgreSQL. */
export const revocationOnPostgres: Fault = {
  name: 'revocation-postgres',
  what: 'a token is revoked under load on two nodes with one PostgreSQL',
  needs: ['postgresql'],
  async run(size, tools) {
    await using postgres = await startPostgres()
    await using installation = await createInstallation({ databaseUrl: await postgres.createDatabase() })
    return await revokeAgainAndAgain(installation, { size, times: size === 'full' ? 10 : 0 }, tools)
  },
}

/** A token is revoked on two processes with one SQLite file. */
export const revocationOnSqlite: Fault = {
  name: 'revocation-sqlite',
  what: 'the same with two processes on one SQLite file',
  async run(size, tools) {
    await using installation = await createInstallation()
    return await revokeAgainAndAgain(installation, { size, times: size === 'full' ? 5 : 0 }, tools)
  },
}

async function revokeAgainAndAgain(
  installation: Installation,
  { size, times }: { readonly size: FaultSize; readonly times: number },
  { progress }: FaultTools,
): Promise<ClaimResult[]> {
  await using one = await installation.start({ node: 1 })
  await using other = await installation.start({ node: 2 })
  const nodes = { installation, urls: [one.report.url, other.report.url], size, clients: clientsPerNode }
  const revocations: Revocation[] = []
  for (let time = 1; time <= times; time++) {
    progress(`revocation ${time} of ${times}`)
    revocations.push(...(await measureRevocation({ ...nodes, name: `token-${time}` })))
  }
  progress('revocation while a node stands still')
  const [usual, standstill] = (await measureRevocation({
    ...nodes,
    name: 'standstill',
    before() {
      process.kill(other.pid, 'SIGSTOP')
      void sleep(standstillMs).then(() => process.kill(other.pid, 'SIGCONT'))
    },
  })) as [Revocation, Revocation]
  revocations.push(usual)
  const answers = [...revocations, standstill].flatMap((revocation) => revocation.answers)
  const isTold = standstill.answers.some(({ outcome }) => outcome === refused)
  return [
    claimRevoked(revocations),
    // The resumed node answers requests that it had verified before it was suspended. It signs no later request.
    {
      claim: `no later success on a node that was suspended for ${standstillMs / 1000} s either`,
      holds: standstill.lastSentMs <= revocationLimitMs && isTold,
      figure: `the last request that got a URL was sent ${describeMoment(standstill.lastSentMs)} the command ended`,
    },
    claimAnswers(answers, [signedOutcome, refused]),
    await claimAuditRows(installation, answers),
    claimLog([one.logs(), other.logs()]),
  ]
}
