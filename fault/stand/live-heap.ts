import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { GatewayProcess } from '../../packages/gateway/test/servers/gateway-process.ts'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'

/**
 * What a process needs in its environment so that {@link measureLiveHeapMib} can be asked about it. Before Node writes a
 * snapshot of its heap it collects all garbage; by itself it lets garbage lie while there is room.
 * @param folder where it may write
 */
export function allowHeapSnapshots(folder: string): Record<string, string> {
  return { NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}` }
}

/** What a gateway really holds in memory, in mebibytes. @param folder as in {@link allowHeapSnapshots} */
export async function measureLiveHeapMib(
  { pid, report }: Pick<GatewayProcess, 'pid' | 'report'>,
  folder: string,
): Promise<number> {
  const listSnapshots = () => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'))
  process.kill(pid, 'SIGUSR2')
  await waitUntil('there is a snapshot', () => listSnapshots().length > 0)
  // It answers when it has written all of it.
  const bytes = (await scrape(report.metrics)).find('nodejs_heap_size_used_bytes')
  for (const name of listSnapshots()) rmSync(join(folder, name))
  return (bytes ?? Number.NaN) / 2 ** 20
}
