import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import type { ClaimResult, FaultSize } from '../fault.ts'
import { followAcknowledged } from '../stand/acknowledged.ts'
import { claimAnswers, claimAuditRows, claimLog, claimOrderlyEnd, claimWaits } from '../stand/claims.ts'
import { createInstallation, type Installation } from '../stand/installation.ts'
import { formatCount, signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import { claimRecovery, measureRecovery } from '../stand/recovery.ts'
import { claimNoComplaint, claimWholeFile } from '../stand/sound-state.ts'

// The program of disk-full.ts that runs in a process with the small disk: node disk-full-process.ts DISK SIZE

const refused = '503 audit_unavailable'

/** A gateway checks its requirements once it listens. The disk may be full by then. */
const notReady = 'not ready: The audit log cannot be written.'

async function fillAgainAndAgain(disk: string, size: FaultSize): Promise<ClaimResult[]> {
  const ballast = join(disk, 'ballast')
  const rounds = size === 'full' ? 10 : 1
  await using installation = await createInstallation({ dataDir: join(disk, 'data') })
  const { token } = await installation.createToken('load')
  const acknowledged = followAcknowledged(installation)
  await acknowledged.create()
  await using gateway = await installation.start()
  const signer = { url: gateway.report.url, token }
  await using load = startLoad([signer], { size, clients: 8 })
  const { journal } = load
  const recoveries: (number | undefined)[] = []
  const refusedWhileFull: number[] = []

  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`full for the ${round}. time of ${rounds}\n`)
    const before = journal.answers.length
    fillUp(ballast)
    await waitUntil('the gateway refuses', () =>
      journal.answers.slice(before).some(({ outcome }) => outcome === refused),
    )
    await acknowledged.create()
    const createdAt = journal.answers.length
    await sleep(300)
    refusedWhileFull.push(journal.answers.slice(createdAt).filter(({ outcome }) => outcome === refused).length)
    rmSync(ballast)
    recoveries.push(await measureRecovery(signer, journal, performance.now()))
    await acknowledged.create()
  }
  await load.stop()
  const kept = await acknowledged.claimKept(signer.url)
  const exit = await gateway.stop('SIGTERM')
  fillUp(ballast)
  const start = await describeStart(installation)
  rmSync(ballast)
  await using again = await installation.start()
  const restart = await measureRecovery({ url: again.report.url, token }, journal, performance.now())
  return [
    await claimAuditRows(installation, journal.answers),
    kept,
    // A URL now and then is allowed: SQLite may find room within its existing files.
    {
      claim: 'while the disk is full, requests are refused',
      holds: refusedWhileFull.every((count) => count > 0),
      figure: `${refusedWhileFull.map(formatCount).join(', ')} in 300 ms each`,
    },
    claimAnswers(journal.answers, [signedOutcome, refused]),
    claimWaits(journal.answers, 10_000),
    claimRecovery([...recoveries, restart], 10_000),
    acknowledged.claimReasons(/disk is full/),
    {
      claim: 'a start on the full disk succeeds or names the disk',
      holds: /^it starts|disk/.test(start),
      figure: start,
    },
    claimLog([gateway.logs()], ['the audit log cannot be written', 'audit_unavailable', notReady]),
    claimOrderlyEnd(exit),
    claimWholeFile(installation),
    await claimNoComplaint(installation),
  ]
}

/** Describes the outcome of a start; a failed one in the program's own words. */
async function describeStart(installation: Installation): Promise<string> {
  try {
    await using _ = await installation.start()
    return 'it starts'
  } catch (error) {
    return (error as Error).message.trim()
  }
}

/** Writes to a file until not a single byte more fits. */
function fillUp(file: string): void {
  const descriptor = openSync(file, 'a')
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 16)) {
    while (writesAll(descriptor, Buffer.alloc(size))) {}
  }
  closeSync(descriptor)
}

function writesAll(descriptor: number, bytes: Buffer): boolean {
  try {
    return writeSync(descriptor, bytes) === bytes.length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}

// An exit ends the gateway; a signal alone does not.
process.once('SIGTERM', () => process.exit(1))

const [disk = '', size] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await fillAgainAndAgain(disk, size === 'full' ? 'full' : 'short')))
