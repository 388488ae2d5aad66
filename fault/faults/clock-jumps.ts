import { startComposedGateway } from '../../packages/gateway/test/servers/composed-gateway.ts'
import type { ClockStand } from '../clock/clock-stand.ts'
import { claimKeptEvents } from '../clock/kept-events.ts'
import { claimBreaker, claimMissingBucket, claimRate, claimTokenEnd } from '../clock/lapses.ts'
import { createMovableClock, dayMs } from '../clock/movable-clock.ts'
import { claimSignatures } from '../clock/signatures.ts'
import { boundTime, type Fault } from '../fault.ts'
import { claimAnswers, claimAuditRows, claimLog, claimWaits } from '../stand/claims.ts'
import { createInstallation } from '../stand/installation.ts'
import { signedOutcome } from '../stand/journal.ts'
import { startLoad } from '../stand/load.ts'
import { claimRevoked, measureRevocation } from '../stand/revocation.ts'

/** The gateway's clock is set back and forth. */
export const clockJumps: Fault = {
  name: 'clock',
  what: 'the clock is set back and forth under load',
  async run(size, { progress }) {
    // URLs of 1970 have events of 1970, which any retention period would delete.
    await using installation = await createInstallation({ env: { SIGNPOST_AUDIT_RETENTION_DAYS: '0' } })
    await installation.addCredential('away', 'away-*')
    const { token } = await installation.createToken('load')
    const clock = createMovableClock()
    const { dataDir, env } = installation
    await using gateway = await startComposedGateway({ dataDir, env, clock: clock.now })
    const stand: ClockStand = { installation, gateway, clock, token }
    await using load = startLoad([{ url: gateway.url, token }], { size, clients: 2 })
    progress('the audit log is kept')
    const kept = await claimKeptEvents(stand)
    progress('signatures')
    const signatures = await claimSignatures(stand, size === 'full' ? 1000 : 40)
    progress('what lapses')
    const lapses = [
      await claimTokenEnd(stand),
      await claimRate(stand),
      await claimMissingBucket(stand),
      await claimBreaker(stand),
    ]
    progress('revocation, a day behind')
    clock.setAhead(-dayMs)
    const revocations = await measureRevocation({ installation, urls: [gateway.url], name: 'behind', size, clients: 2 })
    clock.setAhead(0)
    await load.stop()
    const { answers } = load.journal
    return [
      signatures,
      ...lapses,
      { ...claimRevoked(revocations), claim: 'no success 2 s after a revocation, with a clock a day behind' },
      kept,
      claimAnswers(answers, [signedOutcome]),
      claimWaits(answers, boundTime(size, 2000)),
      await claimAuditRows(installation, answers),
      claimLog([gateway.logs()]),
    ]
  },
}
