import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { deployFolder } from './compose-file.ts'

/** A rule of alerts.yaml. */
export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook_url', string>>
}

/** A panel of the dashboard. Rows are panels as well. */
export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: { readonly uid: string }
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[]
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>
}

/** An expression, with its alert or panel. */
export interface NamedExpression {
  readonly name: string
  readonly expression: string
}

/** The folder of the rules and of Prometheus' configuration. */
export const prometheusFolder = join(deployFolder, 'prometheus')

/** The text of alerts.yaml. */
export const alertRulesText = readFileSync(join(prometheusFolder, 'alerts.yaml'), 'utf8')

/** All rules of alerts.yaml. */
export const alertRules = (parse(alertRulesText) as { groups: { rules: AlertRule[] }[] }).groups.flatMap(
  (group) => group.rules,
)

/** The dashboard. */
export const dashboard = JSON.parse(readFileSync(join(deployFolder, 'grafana/signpost.json'), 'utf8')) as {
  panels: Panel[]
  templating: { list: { name: string; type: string }[] }
}

/** Its panels without the rows. */
export const panels: readonly Panel[] = dashboard.panels.filter(({ type }) => type !== 'row')

/** Lists the expressions of the rules. */
export function listRuleExpressions(): NamedExpression[] {
  return alertRules.map(({ alert, expr }) => ({ name: alert, expression: expr }))
}

/** Lists the expressions of the panels, with values for Grafana's variables. */
export function listPanelExpressions(): NamedExpression[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({
      name: title,
      expression: expr
        .replaceAll('$__rate_interval', '1m')
        .replaceAll('$job', 'signpost')
        .replaceAll('$instance', '.*'),
    })),
  )
}
