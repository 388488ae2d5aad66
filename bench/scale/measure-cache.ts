import { type PostgresServer, query } from '../../packages/gateway/test/servers/postgres-server.ts'
import { exampleTarget } from '../gateway/example-credential.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { formatNumber, type Table } from '../report/table.ts'
import { prepareGateway, startGateway } from '../servers/signpost.ts'
import { seedPostgresTokens } from './seed-tokens.ts'

const counts = [10_000, 30_000] as const

/**
 * Measures how often a token is found in memory. PostgreSQL counts this from outside: each look-up that misses the cache is one
 * scan of the index on the tokens' hashes.
 */
export async function measureCache(stand: TestStand, postgres: PostgresServer, progress: Progress) {
  const rows = []
  for (const active of counts) {
    progress(`scale: ${active} tokens in rotation`)
    const databaseUrl = await postgres.createDatabase()
    const setup = { dataDir: stand.makeDir(`cache-${active}`), durability: 'buffered', databaseUrl } as const
    await prepareGateway(setup, stand.s3Endpoint)
    const tokens = await seedPostgresTokens(databaseUrl, { idle: 0, active })
    const targetsFile = stand.writeTargets(
      `cache-${active}`,
      tokens.map((token, index) => exampleTarget(token, `in/${index}.pdf`)),
    )
    const before = await countLookUps(databaseUrl)
    const server = await startGateway(setup, stand.cores?.server)
    const result = await stand.load.generate({ origin: server.origin, targetsFile, connections: 32, seconds: 6 })
    // PostgreSQL has counted a connection's scans when the connection ends, at the latest.
    await server.stop()
    const lookUps = (await countLookUps(databaseUrl)) - before
    rows.push({ active, lookUps, ...result })
  }
  return { table: tabulate(rows), raw: rows }
}

async function countLookUps(url: string): Promise<number> {
  const statement =
    "select coalesce(sum(idx_scan), 0)::int as scans from pg_stat_user_indexes where indexrelname like 'tokens_hash%'"
  const [row] = await query<{ scans: number }>(url, statement)
  return row?.scans ?? 0
}

function tabulate(
  rows: readonly { active: number; lookUps: number; requests: number; requestsPerSecond: number }[],
): Table {
  return {
    title: 'Tokens in rotation: how often they are found in memory',
    columns: ['tokens in use', 'requests/s', 'requests', 'looked up', 'found in memory', 'after the first use'],
    rows: rows.map(({ active, lookUps, requests, requestsPerSecond }) => [
      formatNumber(active),
      formatNumber(requestsPerSecond),
      formatNumber(requests),
      formatNumber(lookUps),
      formatShare(1 - lookUps / requests),
      formatShare(1 - (lookUps - active) / (requests - active)),
    ]),
    note: 'Buffered audit, PostgreSQL, 32 connections, from a cold start. The cache holds 20,000 to 40,000 tokens.',
  }
}

function formatShare(share: number): string {
  return `${formatNumber(100 * Math.max(0, share))} %`
}
