import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../../packages/gateway/test/samples/sign.ts'
import { type GatewayProcess, startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { startRedis } from '../../packages/gateway/test/servers/redis-server.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { readExposedMetrics } from './exposed-metrics.ts'
import { alertRules, listPanelExpressions, listRuleExpressions } from './monitoring-files.ts'
import { type PrometheusServer, startPrometheus } from './prometheus-server.ts'
import { readPromqlNames } from './promql.ts'

const skip = skipWithout('promtool') || skipWithout('redis-server')

/** Prometheus' answer to a query: the time and the value of each series. */
interface QueryAnswer {
  readonly result: readonly { readonly value: readonly [number, string] }[]
}

describe('a real Prometheus that scrapes a real gateway', { skip, timeout: 180_000 }, () => {
  const stack = new AsyncDisposableStack()
  let gateway: GatewayProcess
  let prometheus: PrometheusServer

  before(async () => {
    const dir = stack.use(makeTempDir())
    // With Redis and with workers, because their metrics exist only then.
    const redis = stack.use(await startRedis())
    const env = { SIGNPOST_REDIS_URL: redis.url, SIGNPOST_RATE_LIMIT: '1000/s', SIGNPOST_BAD_TOKEN_RATE_LIMIT: '10/s' }
    const args = ['--sandbox', '--workers', '2']
    gateway = stack.use(await startGateway({ dataDir: join(dir.path, 'gateway'), env, args }))
    const folder = join(dir.path, 'prometheus')
    mkdirSync(folder)
    prometheus = stack.use(await startPrometheus(folder, [new URL(gateway.report.metrics ?? '').host]))
  })

  after(() => stack.disposeAsync())

  let rounds = 0
  /** Sends requests of every counted kind: signed and denied ones, new buckets, invalid tokens, unknown paths. */
  async function makeTraffic(): Promise<void> {
    rounds += 1
    const signer = { url: gateway.report.url, token: gateway.report.sandbox?.token ?? '' }
    const params = { bucket: 'my-bucket', key_name: 'a.txt' }
    await Promise.all([
      ask(signer, params),
      ask(signer, { ...params, bucket: `no-such-bucket-${rounds}` }),
      ask({ ...signer, token: 'wrong' }, params),
      fetch(`${signer.url}/nowhere`),
    ])
  }

  for (const [panel, expressions] of Map.groupBy(listPanelExpressions(), ({ name }) => name)) {
    test(`the panel "${panel}" shows values`, async () => {
      for (const { expression } of expressions) {
        await waitUntil(`there is a value of ${expression}`, async () => {
          if (hasNumbers(await prometheus.ask<QueryAnswer>('query', { query: expression }))) return true
          await makeTraffic()
          // The next scrape is up to a second away.
          await sleep(300)
          return false
        })
      }
    })
  }

  test('the rules and the dashboard use only metrics and labels that a gateway exposes', async () => {
    const page = await fetch(gateway.report.metrics ?? '')
    const exposed = readExposedMetrics(await page.text())
    for (const { name, expression } of [...listRuleExpressions(), ...listPanelExpressions()]) {
      const asked = readPromqlNames(expression)
      for (const metric of asked.metrics) assert.ok(exposed.names.has(metric), `${name}: ${metric}`)
      for (const label of asked.labels) assert.ok(exposed.labels.has(label), `${name}: ${label}`)
    }
  })

  test('every rule can be evaluated, and none fires for a healthy gateway', async () => {
    await waitUntil('all rules were evaluated', async () => {
      const { groups } = await prometheus.ask<{ groups: { rules: { health: string; name: string }[] }[] }>('rules')
      const rules = groups.flatMap((group) => group.rules)
      assert.equal(rules.length, alertRules.length)
      assert.deepEqual(
        rules.filter(({ health }) => health === 'err'),
        [],
      )
      return rules.every(({ health }) => health === 'ok')
    })
    const { alerts } = await prometheus.ask<{ alerts: { state: string; labels: object }[] }>('alerts')
    assert.deepEqual(
      alerts.filter(({ state }) => state === 'firing'),
      [],
    )
  })
})

function hasNumbers({ result }: QueryAnswer): boolean {
  return result.length > 0 && result.every(({ value: [, number] }) => Number.isFinite(Number(number)))
}
