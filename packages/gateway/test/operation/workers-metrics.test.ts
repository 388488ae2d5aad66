import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { checkMetrics } from '../servers/promtool.ts'
import { type Scrape, scrape } from '../servers/scrape.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, listChildren, readLog, startWorkers, type WorkerGateway } from '../servers/worker-processes.ts'

const signed = { operation: 'signed_url', outcome: 'allowed' }

test('workers share one set of metrics, which keeps its counts when workers are replaced or killed', async (t) => {
  using dir = makeTempDir()
  await using gateway = await startWorkers(2, { dataDir: dir.path })
  const { metrics } = gateway.report
  /** Scrapes up to 10 times, because on a busy machine a worker may take too long for one scrape. */
  async function scrapeAll(answering = 2): Promise<Scrape> {
    for (let attempt = 1; ; attempt++) {
      const told = await scrape(metrics)
      if (told.find('signpost_workers_answering') === answering || attempt === 10) return told
    }
  }
  const readSigned = async () => (await scrapeAll()).find('signpost_requests_total', signed)

  await t.test('the counters of both workers are added up', async () => {
    await askInTurn(gateway, 30)
    const counted = await scrapeAll()

    const workers = new Set(readLog(gateway).flatMap(({ msg, worker }) => (msg === 'allowed' ? [worker] : [])))
    assert.deepEqual(workers, new Set([1, 2]), 'both workers had requests')
    assert.equal(counted.find('signpost_requests_total', signed), 30)
    assert.equal(counted.find('signpost_request_duration_seconds_count', signed), 30)
    assert.equal(counted.find('signpost_audit_events_total', { result: 'written' }), 30)
    assert.equal(counted.find('signpost_cache_lookups_total', { cache: 'tokens', result: 'miss' }), 2)
    assert.equal(counted.find('signpost_audit_queue_limit'), 20_000)
    assert.equal(counted.find('signpost_build_info'), 1)
    assert.equal(counted.find('signpost_database_up'), 1)
    assert.equal(counted.find('signpost_draining'), 0)
    assert.equal(counted.find('signpost_workers_expected'), 2)
    assert.equal(counted.find('signpost_workers_answering'), 2)
    assert.ok((counted.find('process_start_time_seconds') ?? 0) > 1_700_000_000)
  })

  await t.test('the metrics show memory and file descriptors as sums, and those of the fullest process', async () => {
    const told = await scrapeAll()
    const read = (name: string) => told.find(name) ?? assert.fail(name)

    const fullest = read('signpost_process_memory_bytes')
    const sum = read('process_resident_memory_bytes')
    assert.ok(fullest < sum && fullest * 3 >= sum, `${fullest} of ${sum}`)
    const meanRatio = read('process_open_fds') / read('process_max_fds')
    const ratio = read('signpost_file_descriptors_used_ratio')
    assert.ok(ratio >= meanRatio && ratio < 1, `${ratio}, with a mean of ${meanRatio}`)
  })

  await t.test('promtool finds no problem in the metrics', { skip: skipWithout('promtool') }, async () => {
    assert.equal(checkMetrics((await scrape(metrics)).text), '')
  })

  await t.test('the counts of replaced workers stay, even those that nobody had scraped', async () => {
    await askInTurn(gateway, 7)
    process.kill(gateway.pid, 'SIGHUP')
    await waitUntil('all workers are replaced', () => gateway.logs().includes('all workers are replaced'))

    assert.equal(await readSigned(), 37)
    assert.equal((await scrape(metrics)).find('signpost_worker_restarts_total'), 0, 'a replacement is not a restart')
    await askInTurn(gateway, 3)
    assert.equal(await readSigned(), 40)
  })

  await t.test('the counts that a killed worker had reported stay', async () => {
    const [victim = 0] = listChildren(gateway.pid)
    process.kill(victim, 'SIGKILL')
    await waitUntil('a new worker listens', () => gateway.logs().includes('a worker listens again'))

    const told = await scrapeAll()
    assert.equal(told.find('signpost_requests_total', signed), 40)
    assert.equal(told.find('signpost_worker_restarts_total'), 1)
    assert.equal(told.find('signpost_workers_answering'), 2)
    await askInTurn(gateway, 4)
    assert.equal(await readSigned(), 44)
  })

  await t.test(
    'while one worker hangs, the metrics have the counts of the other one, and the last counts of the hanging one',
    async () => {
      const [victim = 0] = listChildren(gateway.pid)
      process.kill(victim, 'SIGSTOP')
      try {
        const told = await scrapeAll(1)
        assert.equal(told.find('signpost_requests_total', signed), 44)
        assert.equal(told.find('signpost_workers_expected'), 2)
        assert.equal(told.find('signpost_workers_answering'), 1)
      } finally {
        process.kill(victim, 'SIGCONT')
      }
      await askInTurn(gateway, 2)
      assert.equal(await readSigned(), 46)
    },
  )

  assert.deepEqual(await gateway.stop(), goodExit)
})

/** Sends each request on a connection of its own, so that the workers get them in turn. */
async function askInTurn({ report, token }: WorkerGateway, count: number): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, connection: 'close' }
  for (let request = 0; request < count; request++) {
    const answer = await fetch(`${report.url}/awss3/signed-url?bucket=one-bucket&key_name=a.txt`, { headers })
    assert.equal(answer.status, 200)
    await answer.text()
  }
}
