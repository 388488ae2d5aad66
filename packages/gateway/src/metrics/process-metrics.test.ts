import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import { test } from 'node:test'
import type { MetricSnapshot } from './metric-snapshot.ts'
import { createProcessMetrics } from './process-metrics.ts'

/** The numbers of file descriptors come from the `/proc` of Linux. */
const skip = process.platform === 'linux' ? false : 'needs the /proc of Linux'

// The first test, because the library must not be loaded yet.
test('a library that could not be loaded is loaded at the next scrape', async () => {
  const metrics = createProcessMetrics()
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      if (url.endsWith('/prom-client/lib/registry.js')) throw new Error('EMFILE: too many open files')
      return nextLoad(url, context)
    },
  })
  await assert.rejects(metrics.read(), /EMFILE/)
  hooks.deregister()

  assert.ok(find(await metrics.read(), 'process_start_time_seconds'))
})

test('for several processes, the oldest start and the slowest event loop are reported', async () => {
  const told = await createProcessMetrics().read()

  assert.equal(find(told, 'process_start_time_seconds').aggregator, 'min')
  assert.equal(find(told, 'nodejs_eventloop_lag_p99_seconds').aggregator, 'max')
})

test('file descriptors are reported as the share in use, and memory as that of this process', { skip }, async () => {
  const told = await createProcessMetrics().read()
  const read = (name: string) => find(told, name).values[0]?.value ?? assert.fail(name)

  assert.equal(read('signpost_file_descriptors_used_ratio'), read('process_open_fds') / read('process_max_fds'))
  assert.equal(read('signpost_process_memory_bytes'), read('process_resident_memory_bytes'))
  for (const name of ['signpost_file_descriptors_used_ratio', 'signpost_process_memory_bytes']) {
    assert.equal(find(told, name).aggregator, 'max')
  }
})

function find(metrics: readonly MetricSnapshot[], name: string): MetricSnapshot {
  return metrics.find((metric) => metric.name === name) ?? assert.fail(name)
}
