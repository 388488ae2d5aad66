import { existsSync, readFileSync, rmSync } from 'node:fs'
import type { GatewayProcess } from '../../packages/gateway/test/servers/gateway-process.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'

/** The module that a process preloads for {@link measureLiveHeapMib}, with a path for its report in `LIVE_HEAP_FILE`. */
export const heapReporter = new URL('report-live-heap.ts', import.meta.url).href

/**
 * Measures the live heap of a process, without garbage, in mebibytes. On its own, Node.js leaves garbage in memory while there is room.
 * @param file its `LIVE_HEAP_FILE`
 */
export async function measureLiveHeapMib({ pid }: Pick<GatewayProcess, 'pid'>, file: string): Promise<number> {
  process.kill(pid, 'SIGUSR2')
  await waitUntil('the process has reported its live heap', () => existsSync(file))
  const bytes = Number(readFileSync(file, 'utf8'))
  rmSync(file)
  return bytes / 2 ** 20
}
