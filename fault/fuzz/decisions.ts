import { join } from 'node:path'
import { sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../packages/gateway/src/database/open-sqlite-file.ts'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'
import type { FaultFinding } from '../fault.ts'
import type { Installation } from '../stand/installation.ts'
import { formatCount } from '../stand/journal.ts'

/** Each request that the gate decided is in the audit log, and no other: the metrics count them apart from it. */
export async function claimDecisions({ dataDir }: Installation, metrics: string | null): Promise<FaultFinding> {
  const { text } = await scrape(metrics)
  const decided = [...text.matchAll(/^signpost_requests_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  )
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  const recorded = sqlite.prepare('select count(distinct request_id) from audit_events').pluck().get() as number
  sqlite.close()
  return {
    claim: 'the audit log has every request that was decided, and no other',
    holds: recorded === decided && decided > 0,
    figure: `${formatCount(decided)} decided, ${formatCount(recorded)} in the log`,
  }
}
