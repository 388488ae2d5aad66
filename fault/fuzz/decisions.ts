import { join } from 'node:path'
import { sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../packages/gateway/src/database/open-sqlite-file.ts'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'
import type { ClaimResult } from '../fault.ts'
import type { Installation } from '../stand/installation.ts'
import { formatCount } from '../stand/journal.ts'

/** Counts the requests that the gate of a running gateway has decided. The metrics count them independently of the audit log. */
export async function countDecided(metrics: string | undefined): Promise<number> {
  const { text } = await scrape(metrics)
  return [...text.matchAll(/^signpost_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
}

/** Claims that the audit log has each of these requests and no others. It counts the refusals of a flood once the gateway ends. */
export function claimDecisions({ dataDir }: Installation, decided: number): ClaimResult {
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  const alone = sqlite.prepare('select count(distinct request_id) from audit_events where count = 1').pluck().get()
  const counted = sqlite.prepare('select coalesce(sum(count), 0) from audit_events where count > 1').pluck().get()
  sqlite.close()
  const recorded = (alone as number) + (counted as number)
  return {
    claim: 'the audit log has every decided request, and no others',
    holds: recorded === decided && decided > 0,
    figure: `${formatCount(decided)} decided, ${formatCount(recorded)} in the log`,
  }
}
