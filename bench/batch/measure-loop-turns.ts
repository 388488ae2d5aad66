import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { startSignpost } from '../gateway/start-server.ts'
import type { TestStand } from '../gateway/test-stand.ts'
import type { Progress } from '../measure/progress.ts'
import { median } from '../measure/statistics.ts'
import { formatNumber, type Table } from '../report/table.ts'
import type { Target } from '../report/target.ts'
import { createBatchBody } from './batch-body.ts'
import { findLongestTurns, type Span } from './loop-turns.ts'
import type { LoopTurn } from './loop-watch.ts'

const urls = 1000
const warmUpRequests = 60
const requests = 100
const pauseMs = 5

/** Measures how long the event loop of a gateway is busy at a time while it answers a batch of a thousand URLs. */
export async function measureLoopTurns(stand: TestStand, progress: Progress) {
  progress(`batch: turns of the event loop, ${urls} URLs a request`)
  const reportFile = join(stand.makeDir('turns'), 'turns.json')
  const watch = pathToFileURL(join(import.meta.dirname, 'loop-watch.ts'))
  watch.searchParams.set('report', reportFile)
  const { server, token } = await startSignpost(
    stand,
    { durability: 'committed' },
    // The writer's thread gets the other core: if it took the core of the event loop, that would look like a block of the loop.
    {
      cores: stand.cores === undefined ? undefined : Object.values(stand.cores),
      nodeOptions: [`--import=${watch.href}`],
    },
  )
  const body = JSON.stringify(createBatchBody(urls))
  const ask = async (): Promise<Span> => {
    const from = readTime()
    await post(`${server.origin}/awss3/signed-urls?api_token=${token}`, body)
    const until = readTime()
    await wait(pauseMs)
    return { from, until }
  }
  const spans: Span[] = []
  for (let count = 0; count < warmUpRequests + requests; count++) spans.push(await ask())
  const idle: Span[] = []
  for (let count = 0; count < requests; count++) {
    const from = readTime()
    await wait(20)
    idle.push({ from, until: readTime() })
  }
  await server.stop()
  const turns = JSON.parse(readFileSync(reportFile, 'utf8')) as LoopTurn[]
  const longest = findLongestTurns(turns, spans)
  const [first = 0] = longest
  const measured = longest.slice(warmUpRequests)
  const ofIdle = findLongestTurns(turns, idle)
  return {
    table: tabulate({ first, measured, ofIdle }),
    targets: [
      {
        what: `longest turn of the event loop in a request for ${urls} URLs`,
        kind: 'at most',
        bound: 5,
        reached: median(measured),
        unit: ' ms',
      },
    ] satisfies Target[],
    raw: { longest, ofIdle },
  }
}

interface LongestTurns {
  readonly first: number
  readonly measured: readonly number[]
  readonly ofIdle: readonly number[]
}

function tabulate({ first, measured, ofIdle }: LongestTurns): Table {
  const row = (what: string, values: readonly number[]) => [
    what,
    formatNumber(median(values)),
    formatNumber(Math.max(...values)),
  ]
  return {
    title: `The event loop while ${formatNumber(urls)} URLs are signed`,
    columns: ['longest turn of', 'median, ms', 'longest, ms'],
    rows: [
      row('a request', measured),
      row('the first request of the process', [first]),
      row('20 ms without a request', ofIdle),
    ],
    note: `Committed audit, SQLite, one connection, both cores; ${requests} requests after ${warmUpRequests} to warm up. A turn is never shorter than the longest block in it. It includes the time that the machine takes away from the process; the last row shows how much that is.`,
  }
}

/** Reads the time on the same clock as the other process. */
function readTime(): number {
  return performance.timeOrigin + performance.now()
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  if (response.status !== 200) throw new Error(`A batch was answered with ${response.status}`)
  await response.arrayBuffer()
}
