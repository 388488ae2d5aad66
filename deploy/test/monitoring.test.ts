import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { metricTable } from '../../packages/gateway/src/metrics/metric-table.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { deployFolder, readComposeFile } from './compose-file.ts'
import {
  dashboard,
  prometheusFolder as folder,
  listPanelExpressions,
  panels,
  alertRules as rules,
} from './monitoring-files.ts'
import { readPromqlNames } from './promql.ts'

const skip = skipWithout('promtool')

const ruleTests = globSync('*.test.yaml', { cwd: folder })

test('Prometheus accepts the rules and its configuration', { skip }, () => {
  promtool('check', 'rules', 'alerts.yaml')
  promtool('check', 'config', 'prometheus.yml')
})

test('each alert fires exactly when it should', { skip }, () => {
  promtool('test', 'rules', ...ruleTests)
})

test('each alert has a test case in which it fires and one in which it does not', () => {
  interface RuleTests {
    readonly tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[]
  }
  const files = ruleTests.map((file) => parse(readFileSync(join(folder, file), 'utf8')) as RuleTests)
  const cases = files.flatMap(({ tests }) => tests).flatMap(({ alert_rule_test: list }) => list)
  for (const { alert } of rules) {
    const counts = cases
      .filter(({ alertname }) => alertname === alert)
      .map(({ exp_alerts: fired = [] }) => fired.length)
    assert.ok(counts.includes(0) && counts.some((count) => count > 0), alert)
  }
})

test('each alert has a severity, a summary, a description and a runbook', () => {
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    assert.match(alert, /^Signpost[A-Z]/)
    assert.match(labels.severity, /^(critical|warning|info)$/, alert)
    assert.equal(annotations.runbook_url, `docs/operations.md#${alert.toLowerCase()}`)
    assert.ok(annotations.summary.length > 0 && annotations.description.length > 0, alert)
  }
})

test('every metric of Signpost itself is on the dashboard', () => {
  const shown = new Set(listPanelExpressions().flatMap(({ expression }) => [...readPromqlNames(expression).metrics]))

  const missing = Object.keys(metricTable).filter((name) => !globMetric(shown, name))
  assert.deepEqual(missing, [])
})

test('Prometheus accepts every expression of the dashboard', { skip }, () => {
  using dir = makeTempDir()
  const recorded = listPanelExpressions().map(({ expression }, index) => ({
    record: `panel:${index}`,
    expr: expression,
  }))
  const file = join(dir.path, 'panels.json')
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules: recorded }] }))

  promtool('check', 'rules', file)
})

test('every panel has a title, a unit, a description, an expression and a selectable data source', () => {
  for (const { title, description = '', fieldConfig, targets = [], datasource } of panels) {
    assert.ok(title !== '' && description !== '', title)
    assert.ok((fieldConfig?.defaults.unit ?? '') !== '', title)
    assert.ok(targets.length > 0, title)
    for (const uid of [datasource?.uid, ...targets.map((target) => target.datasource.uid)]) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own variable
      assert.equal(uid, '${datasource}', title)
    }
  }
  assert.deepEqual(
    dashboard.templating.list.map(({ name, type }) => `${name} ${type}`),
    ['datasource datasource', 'job query', 'instance query'],
  )
})

test('panels do not overlap, and each has a unique id', () => {
  const places = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  )

  assert.equal(new Set(places).size, places.length)
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length)
  assert.ok(dashboard.panels.every(({ gridPos }) => gridPos.x + gridPos.w <= 24))
})

test('Grafana finds its data source and the dashboard where compose.yaml mounts them', () => {
  const { services } = readComposeFile({ SIGNPOST_DOMAIN: 'localhost' })
  const provisioning = join(deployFolder, 'grafana/provisioning')
  for (const file of globSync('**/*.yaml', { cwd: provisioning })) {
    assert.equal(parse(readFileSync(join(provisioning, file), 'utf8')).apiVersion, 1, file)
  }
  const read = (file: string) => parse(readFileSync(join(provisioning, file), 'utf8'))
  const { path } = read('dashboards/signpost.yaml').providers[0].options
  const [source] = read('datasources/prometheus.yaml').datasources

  assert.ok(services.grafana?.volumes?.includes(`./grafana/signpost.json:${path}/signpost.json:ro`))
  assert.equal(new URL(source.url).hostname, 'prometheus')
  const { global } = parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8'))
  assert.equal(source.jsonData.timeInterval, global.scrape_interval)
  assert.ok(existsSync(join(folder, 'alerts.yaml')))
})

/** Whether a metric is among the names. An expression names a histogram by one of its parts. */
function globMetric(names: ReadonlySet<string>, metric: string): boolean {
  return [metric, `${metric}_bucket`, `${metric}_sum`].some((name) => names.has(name))
}

function promtool(...args: string[]): void {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, `${stdout}${stderr}`)
}
