import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { preload } from '../servers/run-signpost.ts'
import { scrape } from '../servers/scrape.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, listChildren, readLog, startWorkers } from '../servers/worker-processes.ts'

const options = preload(new URL('../servers/breakable-library.ts', import.meta.url).href)

for (const count of [1, 2]) {
  test(`metrics recover on their own after a failed collection, and no process ends because of it (workers: ${count})`, async () => {
    using dir = makeTempDir()
    const broken = join(dir.path, 'broken')
    const dataDir = join(dir.path, 'data')
    await using gateway = await startWorkers(count, { dataDir, env: { NODE_OPTIONS: options, BROKEN_WHILE: broken } })
    const { url, metrics } = gateway.report
    writeFileSync(broken, '')

    await assert.rejects(scrape(metrics), /Cannot read the metrics: 500/)
    if (count > 1) {
      const [victim = 0] = listChildren(gateway.pid)
      process.kill(victim, 'SIGKILL')
      await waitUntil('a new worker listens', () => gateway.logs().includes('a worker listens again'))
      await assert.rejects(scrape(metrics), /Cannot read the metrics: 500/)
    }
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
    rmSync(broken)

    assert.equal((await scrape(metrics)).find('signpost_database_up'), 1)
    // On a busy machine a worker may take too long for one scrape.
    const answering = count > 1 ? count : undefined
    await waitUntil(
      'all workers answer',
      async () => (await scrape(metrics)).find('signpost_workers_answering') === answering,
    )
    assert.deepEqual(await gateway.stop(), goodExit)
    assert.ok(readLog(gateway).some(({ level, msg }) => level === 50 && msg === 'the metrics cannot be read'))
  })
}
