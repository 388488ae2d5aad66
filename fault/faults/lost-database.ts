import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { boundTime, type ClaimResult, type Fault } from '../fault.ts'
import { claimAnswers, claimAuditRows, claimLog, claimOrderlyEnd, claimWaits } from '../stand/claims.ts'
import { createInstallation } from '../stand/installation.ts'
import { formatCount, type NotedAnswer, signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import { claimRecovery, measureRecovery } from '../stand/recovery.ts'
import { claimNoComplaint, claimWholeFile } from '../stand/sound-state.ts'

/** A way to take the file away, and to bring the same file back. */
interface Loss {
  readonly bring: (dataDir: string) => void
  readonly undo: (dataDir: string) => void
}

const locate = (dataDir: string) => join(dataDir, sqliteFileName)

function move(from: (dataDir: string) => string, to: (dataDir: string) => string): Loss {
  return {
    bring: (dataDir) => renameSync(from(dataDir), to(dataDir)),
    undo: (dataDir) => renameSync(to(dataDir), from(dataDir)),
  }
}

const losses: readonly Loss[] = [
  move(
    (dataDir) => dataDir,
    (dataDir) => `${dataDir}-moved`,
  ),
  move(locate, (dataDir) => join(dataDir, 'aside')),
  move(
    (dataDir) => `${locate(dataDir)}-wal`,
    (dataDir) => join(dataDir, 'aside'),
  ),
  {
    bring(dataDir) {
      copyFileSync(locate(dataDir), join(dataDir, 'other'))
      renameSync(locate(dataDir), join(dataDir, 'aside'))
      renameSync(join(dataDir, 'other'), locate(dataDir))
    },
    undo: (dataDir) => renameSync(join(dataDir, 'aside'), locate(dataDir)),
  },
]

const refused = ['503 audit_unavailable', '503 unavailable']

/** How long the file is away. */
const awayMs = 1000

/** The database file is moved away or replaced, and comes back. */
export const lostDatabase: Fault = {
  name: 'lost-database',
  what: 'the data directory, the database file or the WAL is moved away or replaced under load, and comes back',
  async run(size, { progress }) {
    await using installation = await createInstallation()
    const { dataDir } = installation
    const { token } = await installation.createToken('load')
    await using gateway = await installation.start()
    const signer = { url: gateway.report.url, token }
    await using load = startLoad([signer], { size, clients: 8 })
    const { journal } = load
    const recoveries: (number | undefined)[] = []
    const whileAway: NotedAnswer[] = []

    const rounds = size === 'full' ? 20 : losses.length
    for (let round = 0; round < rounds; round++) {
      progress(`away for the ${round + 1}. time of ${rounds}`)
      const { bring, undo } = losses[round % losses.length] as Loss
      const since = performance.now()
      await waitUntil('URLs are handed out', () => journal.hasSigned(20, since))
      bring(dataDir)
      const wentAt = performance.now()
      await sleep(awayMs)
      const cameAt = performance.now()
      undo(dataDir)
      whileAway.push(...journal.answers.filter(({ sentAt, endedAt }) => sentAt > wentAt && endedAt < cameAt))
      recoveries.push(await measureRecovery(signer, journal, cameAt))
    }
    await load.stop()
    const exit = await gateway.stop('SIGTERM')
    return [
      claimRefused(whileAway),
      await claimAuditRows(installation, journal.answers),
      claimAnswers(journal.answers, [signedOutcome, ...refused]),
      claimWaits(journal.answers, boundTime(size, 2000)),
      claimRecovery(recoveries, 3000),
      claimLog([gateway.logs()], ['the audit log cannot be written', 'audit_unavailable', 'unavailable']),
      claimOrderlyEnd(exit),
      claimWholeFile(installation),
      await claimNoComplaint(installation),
    ]
  },
}

function claimRefused(answers: readonly NotedAnswer[]): ClaimResult {
  const signed = answers.filter(({ outcome }) => outcome === signedOutcome)
  return {
    claim: 'no request that was sent while the file was away gets a URL',
    holds: signed.length === 0 && answers.length > 0,
    figure: `${formatCount(answers.length)} requests, ${formatCount(signed.length)} of them signed`,
  }
}
