import { join } from 'node:path'
import { sqliteFileName } from '../../packages/gateway/src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../packages/gateway/src/database/open-sqlite-file.ts'
import { runSignpost } from '../../packages/gateway/test/servers/run-signpost.ts'
import type { ClaimResult } from '../fault.ts'
import type { Installation } from './installation.ts'

/** Claims that the file passes SQLite's integrity check, indexes included. */
export function claimWholeFile({ dataDir }: Installation): ClaimResult {
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  const found = sqlite.pragma('integrity_check', { simple: true })
  sqlite.close()
  return { claim: 'the database file is intact', holds: found === 'ok', figure: `integrity_check: ${String(found)}` }
}

interface DoctorReport {
  readonly ok: boolean
  readonly checks: readonly { readonly name: string; readonly level: string; readonly message: string }[]
}

/** Claims that `signpost doctor` reports no failures. */
export async function claimNoComplaint({ dataDir, env }: Installation): Promise<ClaimResult> {
  // Another process may use the usual ports.
  const free = { SIGNPOST_PORT: '0', SIGNPOST_METRICS_PORT: '0' }
  const { stdout, stderr } = await runSignpost(['doctor', '--json'], { dataDir, env: { ...env, ...free } })
  const { ok, checks } = JSON.parse(stdout || '{"ok":false,"checks":[]}') as DoctorReport
  const failed = checks.filter(({ level }) => level === 'fail').map(({ name, message }) => `${name}: ${message}`)
  const figure = ok ? `${checks.length} checks, none failed` : [...failed, stderr].join('; ')
  return { claim: 'signpost doctor reports no failures', holds: ok, figure }
}
