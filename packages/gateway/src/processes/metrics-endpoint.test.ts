import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { loadConfig } from '../config/load-config.ts'
import { createMetricsEndpoint } from './metrics-endpoint.ts'

test('a gateway on the default port of the metrics keeps it when the operator has not asked for metrics', async () => {
  const messages: string[] = []
  const logger = pino({}, { write: (line: string) => messages.push((JSON.parse(line) as { msg: string }).msg) })
  const loaded = loadConfig({ env: {}, flags: { port: '9464' } })
  const endpoint = createMetricsEndpoint(loaded, logger, async () => [])

  try {
    assert.equal(await endpoint.open(), undefined)
  } finally {
    await endpoint.close()
  }
  assert.deepEqual(messages, [
    'No metrics are served. Port 9464 is the gateway’s own; choose another one for the metrics with SIGNPOST_METRICS_PORT',
  ])
})
