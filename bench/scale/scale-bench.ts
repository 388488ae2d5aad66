import { describeStand, setUpTestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import type { Report } from '../report/report.ts'
import { startBenchPostgres } from '../servers/postgres.ts'
import { measureCache } from './measure-cache.ts'
import { measureLists } from './measure-lists.ts'
import { measureNodeCounts } from './measure-node-counts.ts'
import { measureNodes } from './measure-nodes.ts'
import { measurePages } from './measure-pages.ts'
import { measureProcess } from './measure-process.ts'
import { measureStatistics } from './measure-statistics.ts'
import { measureStored } from './measure-stored.ts'
import { measureWorkers } from './measure-workers.ts'

/** `bench/scale`: what changes when there is more of everything. @param isFull whether to use 10 million audit rows */
export async function benchScale(progress: Progress, { isFull }: { readonly isFull: boolean }): Promise<Report> {
  const stand = await setUpTestStand()
  try {
    const process = await measureProcess(stand, progress)
    const stored = await measureStored(stand, isFull ? 10_000_000 : 1_000_000, progress)
    const workers = await measureWorkers(stand, progress)
    const postgres = await startBenchPostgres()
    stand.atEnd(() => postgres[Symbol.asyncDispose]())
    const cache = await measureCache(stand, postgres, progress)
    const nodes = await measureNodes(stand, postgres, progress)
    const nodeCounts = await measureNodeCounts(stand, progress)
    const pages = await measurePages(stand, postgres, isFull ? 10_000_000 : 1_000_000, progress)
    const statistics = await measureStatistics(stand, postgres, isFull ? 10_000_000 : 1_000_000, progress)
    const lists = await measureLists(stand, postgres, progress)
    const layout = { ...stored.table, note: `${stored.table.note} ${describeStand(stand)}` }
    return {
      part: 'scale',
      options: isFull ? ['--full'] : [],
      title: 'More of everything',
      tables: [
        layout,
        cache.table,
        workers.table,
        nodes.table,
        nodeCounts.table,
        pages.table,
        statistics.table,
        lists.table,
        process.table,
      ],
      targets: [...nodeCounts.targets, ...pages.targets, ...statistics.targets, ...lists.targets, ...process.targets],
      charts: { scale: stored.chart },
      raw: {
        stored: stored.raw,
        cache: cache.raw,
        workers: workers.raw,
        nodes: nodes.raw,
        nodeCounts: nodeCounts.raw,
        pages: pages.raw,
        statistics: statistics.raw,
        lists: lists.raw,
        process: process.raw,
      },
    }
  } finally {
    await stand.close()
  }
}
