import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { readMemoryMib } from '../../bench/measure/process-usage.ts'
import type { GatewayProcess } from '../../packages/gateway/test/servers/gateway-process.ts'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'
import type { ClaimResult } from '../fault.ts'
import { claimAtMost } from './claims.ts'

/** Counts the open sockets of a process: its connections and its listeners. */
export function countSockets(pid: number): number {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).filter((descriptor) => readLink(`${folder}/${descriptor}`).startsWith('socket:')).length
}

/** Counts the open file descriptors of a process. */
export function countFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** Reads the target of a descriptor; empty if it was closed since it was listed. */
function readLink(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}

/** How long closing a connection may take. */
const closeLimitMs = 10_000

/** Readers of the metrics keep their connections. On a busy machine `fetch` opens a second one before the first is free again. */
const metricsReaders = 2

/**
 * Claims that a gateway has no more sockets than before its clients connected, and that its metrics agree.
 * @param before the result of {@link countSockets} from before the clients
 */
export async function claimNoConnectionLeft(
  { pid, report }: Pick<GatewayProcess, 'pid' | 'report'>,
  before: number,
): Promise<ClaimResult> {
  const givesUpAt = performance.now() + closeLimitMs
  while (countSockets(pid) > before + metricsReaders && performance.now() < givesUpAt) await sleep(20)
  const left = countSockets(pid)
  const gauge = (await scrape(report.metrics)).find('signpost_open_connections')
  return {
    claim: 'no connection is left',
    holds: left <= before + metricsReaders && gauge === 0,
    figure: `${left} sockets, ${before} before; signpost_open_connections ${gauge}`,
  }
}

/** The peak usage of a process. */
export interface PeakWatch {
  readonly memoryMib: number
  readonly sockets: number
  stop(): void
}

const lookEveryMs = 50

/** A gateway that serves plain requests reaches 240 MiB. */
const memoryBoundMib = 512

/** Claims that a gateway needed no more memory than the bound. */
export function claimMemory({ memoryMib }: Pick<PeakWatch, 'memoryMib'>, bound = memoryBoundMib): ClaimResult {
  return claimAtMost('memory stays within bounds', { value: memoryMib, bound, unit: 'MiB at the peak' })
}

/** Watches a process from now on. */
export function watchPeak(pid: number): PeakWatch {
  let memoryMib = 0
  let sockets = 0
  function look(): void {
    memoryMib = Math.max(memoryMib, readMemoryMib(pid))
    sockets = Math.max(sockets, countSockets(pid))
  }
  look()
  const timer = setInterval(look, lookEveryMs).unref()
  return {
    get memoryMib() {
      return memoryMib
    },
    get sockets() {
      return sockets
    },
    stop: () => clearInterval(timer),
  }
}
