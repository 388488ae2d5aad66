import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findFreePort } from '../servers/free-port.ts'
import { signedUrlPath, startTracedGateway, type TracedGateway } from '../servers/traced-gateway.ts'
import { waitUntil } from '../servers/wait-until.ts'
import { goodExit, readLog } from '../servers/worker-processes.ts'

/** A short timeout, so that the tests are short. */
const impatient = { OTEL_EXPORTER_OTLP_TIMEOUT: '700', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer hunter2' }
const failure = 'spans cannot be sent'

async function askUntil(gateway: TracedGateway, what: string, holds: () => boolean): Promise<void> {
  await waitUntil(what, async () => {
    assert.equal((await gateway.ask(signedUrlPath())).status, 200)
    return holds()
  })
}

function countLines(gateway: TracedGateway, text: string): number {
  return gateway.logs().split(`"msg":"${text}`).length - 1
}

test('while a collector refuses, is overloaded or does not answer, requests are answered; each outage is reported once, and so is its end', async () => {
  await using gateway = await startTracedGateway(impatient)
  await gateway.findTrace((await gateway.ask(signedUrlPath())).requestId)

  for (const [index, status] of [401, 503, 0].entries()) {
    gateway.collector.answerWith(status)
    await askUntil(gateway, 'the outage is reported', () => countLines(gateway, failure) > index)
    const failedBefore = gateway.collector.attempts()
    await askUntil(gateway, 'another attempt fails', () => gateway.collector.attempts() > failedBefore + 1)
    gateway.collector.answerWith(200)
    await askUntil(gateway, 'the end is reported', () => countLines(gateway, 'spans are sent again') > index)
  }

  assert.deepEqual(await gateway.stop(), goodExit)
  const lines = readLog(gateway).filter(({ msg }) => msg === failure)
  assert.deepEqual(
    lines.map(({ level, reason }) => [level, reason]),
    [
      [40, 'the collector answers with 401'],
      [40, 'the collector is busy or unavailable'],
      [40, 'the collector does not answer'],
    ],
  )
  assert.equal(countLines(gateway, 'spans are sent again'), 3)
  assert.doesNotMatch(gateway.logs(), /hunter2/)
})

test('a missing collector affects neither requests nor the exit of the process', async () => {
  const endpoint = `http://user:hunter2@127.0.0.1:${await findFreePort()}`
  await using gateway = await startTracedGateway({ ...impatient, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
  await askUntil(gateway, 'the outage is reported', () => gateway.logs().includes(failure))

  assert.deepEqual(await gateway.stop(), goodExit)
  const line = readLog(gateway).find(({ msg }) => msg === failure)
  assert.equal(line?.reason, 'ECONNREFUSED')
  assert.doesNotMatch(gateway.logs(), /hunter2/)
})

test('a collector that hangs does not delay the exit of the process, and spans that exceed the queue are dropped, but requests are not', async () => {
  await using gateway = await startTracedGateway({ OTEL_BSP_MAX_QUEUE_SIZE: '10', OTEL_BSP_SCHEDULE_DELAY: '60000' })
  gateway.collector.answerWith(0)
  for (let request = 0; request < 50; request++) assert.equal((await gateway.ask(signedUrlPath())).status, 200)

  // A forced end would come after 10 s, with exit code 1. The exporter itself waits as long.
  assert.deepEqual(await gateway.stop(), goodExit)
  assert.equal(countLines(gateway, 'the last spans could not be sent in time'), 1)
})
