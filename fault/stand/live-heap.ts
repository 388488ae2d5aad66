import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { GatewayProcess } from '../../packages/gateway/test/servers/gateway-process.ts'
import { scrape } from '../../packages/gateway/test/servers/scrape.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'

/**
 * The environment that a process needs for {@link measureLiveHeapMib}. Node.js collects all garbage before it writes a
 * snapshot of its heap. On its own, it leaves garbage in memory while there is room.
 * @param folder where the process may write
 */
export function allowHeapSnapshots(folder: string): Record<string, string> {
  return { NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${folder}` }
}

/** Measures the live heap of a gateway, without garbage, in mebibytes. @param folder as in {@link allowHeapSnapshots} */
export async function measureLiveHeapMib(
  { pid, report }: Pick<GatewayProcess, 'pid' | 'report'>,
  folder: string,
): Promise<number> {
  const listSnapshots = () => readdirSync(folder).filter((name) => name.endsWith('.heapsnapshot'))
  process.kill(pid, 'SIGUSR2')
  await waitUntil('there is a snapshot', () => listSnapshots().length > 0)
  // The gateway answers once it has written the whole snapshot.
  const bytes = (await scrape(report.metrics)).find('nodejs_heap_size_used_bytes')
  for (const name of listSnapshots()) rmSync(join(folder, name))
  return (bytes ?? Number.NaN) / 2 ** 20
}
