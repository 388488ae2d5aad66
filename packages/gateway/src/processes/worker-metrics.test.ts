import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { type MetricSnapshot, snapMetric, snapNumber } from '../metrics/metric-snapshot.ts'
import { renderMetrics } from '../metrics/prom-client.ts'
import type { WorkerExit } from './fork-worker.ts'
import { createWorkerMetrics, type MeasuredWorker } from './worker-metrics.ts'

/** A worker whose life and answers the test controls. */
interface SampleWorker extends MeasuredWorker {
  signed: number
  answers: boolean
  end(): Promise<void>
}

function createWorker(signed: number): SampleWorker {
  const exited = Promise.withResolvers<WorkerExit>()
  let last: readonly MetricSnapshot[] | undefined
  const worker: SampleWorker = {
    signed,
    answers: true,
    exited: exited.promise,
    async measure() {
      if (!worker.answers) return undefined
      const labels = { operation: 'signed_url', outcome: 'allowed' }
      last = [
        snapMetric('signpost_requests_total', [{ value: worker.signed, labels }]),
        snapNumber('signpost_open_connections', 1),
      ]
      return last
    },
    lastMeasured: () => last,
    async end() {
      exited.resolve({ code: 0, signal: null })
      await exited.promise
    },
  }
  return worker
}

async function readSum(metrics: ReturnType<typeof createWorkerMetrics>) {
  const text = await renderMetrics(await metrics.read())
  const find = (pattern: RegExp) => Number(pattern.exec(text)?.[1])
  return [find(/^signpost_requests_total\{.*\} (\d+)$/m), find(/^signpost_open_connections (\d+)$/m)]
}

// The first test, because the library must not be loaded yet.
test('when nothing scrapes the metrics, the end of a worker does not load their library', async () => {
  const metrics = createWorkerMetrics(1)
  const worker = createWorker(10)
  metrics.follow(worker)

  await worker.end()
  await new Promise((resolve) => setImmediate(resolve))

  const { cache } = createRequire(import.meta.url)
  assert.deepEqual(
    Object.keys(cache).filter((file) => file.includes('/prom-client/')),
    [],
  )
})

test('a worker that does not answer is not counted as answering, and restarts are counted', async () => {
  const metrics = createWorkerMetrics(2)
  const [one, two] = [createWorker(10), createWorker(5)]
  metrics.follow(one)
  metrics.follow(two)
  const read = async () => {
    const text = await renderMetrics(await metrics.read())
    return [...text.matchAll(/^signpost_worker\w+ \d+$/gm)].map(([line]) => line.replace('signpost_worker', ''))
  }
  assert.deepEqual(await read(), ['s_expected 2', 's_answering 2', '_restarts_total 0'])

  two.answers = false
  assert.deepEqual(await read(), ['s_expected 2', 's_answering 1', '_restarts_total 0'])
  await two.end()
  metrics.countRestart()
  assert.deepEqual(await read(), ['s_expected 2', 's_answering 1', '_restarts_total 1'])
})

test('the sum never falls, neither when workers end nor when one does not answer', async () => {
  const metrics = createWorkerMetrics(2)
  const [one, two] = [createWorker(10), createWorker(5)]
  metrics.follow(one)
  metrics.follow(two)
  assert.deepEqual(await readSum(metrics), [15, 2])

  two.answers = false
  one.signed = 11
  assert.deepEqual(await readSum(metrics), [16, 1], 'the worker that hangs is in the sum with its last known counts')

  await two.end()
  const three = createWorker(1)
  metrics.follow(three)
  assert.deepEqual(await readSum(metrics), [17, 2])
  await one.end()
  await three.end()
  assert.deepEqual(await readSum(metrics), [17, Number.NaN])
})

test('a worker that ends while the others are asked is counted once', async () => {
  const metrics = createWorkerMetrics(2)
  const [one, two] = [createWorker(10), createWorker(5)]
  metrics.follow(one)
  const release = Promise.withResolvers<void>()
  const slow: MeasuredWorker = {
    ...two,
    async measure(limitMs) {
      await release.promise
      return two.measure(limitMs)
    },
  }
  metrics.follow(slow)

  const reading = readSum(metrics)
  await new Promise((resolve) => setImmediate(resolve))
  await one.end()
  release.resolve()

  assert.deepEqual(await reading, [15, 1])
})

test('a worker that never reported anything adds nothing', async () => {
  const metrics = createWorkerMetrics(2)
  const [mute, one] = [createWorker(10), createWorker(5)]
  mute.answers = false
  metrics.follow(mute)
  metrics.follow(one)

  assert.deepEqual(await readSum(metrics), [5, 1])
  await mute.end()
  assert.deepEqual(await readSum(metrics), [5, 1])
})
