import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GatewayProcess } from '../servers/gateway-process.ts'
import { startOtlpReceiver } from '../servers/otlp-receiver.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { describeCollector, signedUrlPath, startTracedGateway } from '../servers/traced-gateway.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, readLog, startWorkers } from '../servers/worker-processes.ts'

/** No token is known, so every request is refused. */
async function askForUrls(gateway: GatewayProcess, count = 1): Promise<void> {
  for (let request = 0; request < count; request++) {
    const answer = await fetch(gateway.report.url + signedUrlPath(), { headers: { connection: 'close' } })
    assert.equal(answer.status, 401)
    await answer.text()
  }
}

test('spans go to the collector as protobuf by default, with its headers, which no log line contains', async () => {
  await using collector = await startOtlpReceiver()
  await using gateway = await startTracedGateway({
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.endpoint}/own/path`,
    OTEL_EXPORTER_OTLP_PROTOCOL: '',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=hunter2,x-tenant=one',
    SIGNPOST_LOG_LEVEL: 'trace',
  })
  await gateway.ask(signedUrlPath())
  assert.deepEqual(await gateway.stop(), goodExit)

  const [delivery] = collector.deliveries
  assert.equal(delivery?.path, '/own/path')
  assert.equal(delivery?.headers['content-type'], 'application/x-protobuf')
  assert.deepEqual([delivery?.headers['x-api-key'], delivery?.headers['x-tenant']], ['hunter2', 'one'])
  const sent = collector.deliveries.map(({ body }) => body.toString('latin1')).join()
  for (const text of ['GET /awss3/signed-url', 'audit.commit', 'signpost.outcome', 'service.instance.id']) {
    assert.ok(sent.includes(text), text)
  }
  const line = readLog(gateway).find(({ msg }) => msg === 'traces are on')
  assert.deepEqual([line?.exporters, line?.sampler], [['otlp'], 'parentbased_always_on'])
  assert.doesNotMatch(gateway.logs(), /hunter2/)
})

test('the last spans are sent before the process ends, with the resource attributes of the variables; without propagators, they do not continue the trace of a client', async () => {
  await using gateway = await startTracedGateway({
    OTEL_PROPAGATORS: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '60000',
    OTEL_SERVICE_NAME: 'signing',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,service.instance.id=node-7,service.name=lost',
  })
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
  const { requestId } = await gateway.ask(signedUrlPath(), { traceparent })
  assert.deepEqual(gateway.collector.deliveries, [])
  assert.deepEqual(await gateway.stop(), goodExit)

  const { resource, parentSpanId, traceId } = (await gateway.findTrace(requestId)).server
  assert.equal(parentSpanId, undefined)
  assert.notEqual(traceId, 'a'.repeat(32))
  const {
    'telemetry.sdk.version': _,
    'host.name': host,
    'process.pid': pid,
    'service.version': version,
    ...said
  } = resource
  assert.ok(host !== '' && Number(pid) === gateway.pid && /^\d+\.\d+\.\d+/.test(String(version)))
  assert.deepEqual(said, {
    'service.name': 'signing',
    'service.instance.id': 'node-7',
    'deployment.environment.name': 'staging',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
  })
})

test('each worker sends its own spans, with its own instance id', async () => {
  using dir = makeTempDir()
  await using collector = await startOtlpReceiver()
  await using gateway = await startWorkers(2, { dataDir: dir.path, env: describeCollector(collector) })
  await askForUrls(gateway, 10)
  assert.deepEqual(await gateway.stop(), goodExit)

  const spans = collector.spans().filter(({ name }) => name === 'GET /awss3/signed-url')
  assert.equal(spans.length, 10)
  const byWorker = Map.groupBy(spans, ({ resource }) => Number(resource['signpost.worker']))
  assert.deepEqual([...byWorker.keys()].toSorted(), [1, 2])
  const ids = [...byWorker.values()].map((own) => new Set(own.map(({ resource }) => resource['service.instance.id'])))
  assert.deepEqual(
    ids.map(({ size }) => size),
    [1, 1],
  )
  assert.equal(new Set(ids.flatMap((own) => [...own])).size, 2)
  for (const { traceId, worker } of readLog(gateway).filter(({ msg }) => msg === 'denied')) {
    assert.equal(Number(spans.find((span) => span.traceId === traceId)?.resource['signpost.worker']), worker)
  }
})

test('with a sampler that samples nothing, no span is sent', async () => {
  await using gateway = await startTracedGateway({ OTEL_TRACES_SAMPLER: 'always_off' })
  const { status } = await gateway.ask(signedUrlPath())
  assert.deepEqual(await gateway.stop(), goodExit)

  assert.equal(status, 200)
  assert.deepEqual(gateway.collector.deliveries, [])
})

test('the console exporter writes to the log, not to standard output', async () => {
  await using gateway = await startTracedGateway({ OTEL_TRACES_EXPORTER: 'console' })
  const { requestId } = await gateway.ask(signedUrlPath())
  assert.deepEqual(await gateway.stop(), goodExit)

  const spans = readLog(gateway).filter(({ msg }) => msg === 'span')
  const names = spans.map(({ span }) => (span as { name: string }).name)
  assert.deepEqual(names, ['SELECT tokens', 'SELECT credentials', 'GET', 'audit.commit', 'GET /awss3/signed-url'])
  assert.ok(JSON.stringify(spans.at(-1)).includes(requestId))
  assert.equal(JSON.parse(gateway.stdout()).url, gateway.report.url)
  assert.deepEqual(gateway.collector.deliveries, [])
})

test('a setting that cannot be applied is reported at the start, and the gateway works', async () => {
  await using gateway = await startTracedGateway({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })
  const { status } = await gateway.ask(signedUrlPath())

  assert.equal(status, 200)
  await waitUntil('the log has the warning', () => gateway.logs().includes('OTEL_*'))
  const line = readLog(gateway).find(({ msg }) => msg === 'some OTEL_* variables are not valid')
  assert.equal(line?.level, 40)
  assert.deepEqual(line?.problems, [
    'OTEL_EXPORTER_OTLP_PROTOCOL is not one of http/protobuf, http/json, usually on port 4318 of a collector',
    'Traces are off',
  ])
  assert.deepEqual(await gateway.stop(), goodExit)
  assert.deepEqual(gateway.collector.deliveries, [])
})
