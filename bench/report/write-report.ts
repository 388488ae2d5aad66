import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../measure/machine.ts'
import { drawBarChart } from './bar-chart.ts'
import type { Report } from './report.ts'
import { formatTable } from './table.ts'
import { isMet, tabulateTargets } from './target.ts'

const resultsDir = join(import.meta.dirname, '../results')

/** Writes a part's tables (`PART.md`), numbers (`PART.json`) and charts, and overwrites those of the previous run. */
export function writeReport(report: Report, machine: Machine): void {
  mkdirSync(resultsDir, { recursive: true })
  const { part, options = [], title, charts, targets, raw } = report
  const heading = `# ${title}\n\nMade by \`npm run bench -- ${[part, ...options].join(' ')}\` on ${describeMachine(machine)}.\n`
  writeFileSync(join(resultsDir, `${part}.md`), `${heading}\n${formatReport(report)}`)
  const judged = targets.map((target) => ({ ...target, isMet: isMet(target) }))
  writeFileSync(join(resultsDir, `${part}.json`), `${JSON.stringify({ machine, targets: judged, raw }, null, 1)}\n`)
  for (const [name, chart] of Object.entries(charts)) {
    writeFileSync(join(resultsDir, `${name}.svg`), drawBarChart(chart))
  }
}

/** Formats a part's tables, with the targets last. */
export function formatReport({ tables, targets }: Report): string {
  return [...tables, tabulateTargets(targets)].map(formatTable).join('\n')
}

function describeMachine({ processor, cores, memoryGib, system, node, measuredOn }: Machine): string {
  return `${cores} cores of ${processor}, ${memoryGib} GiB, ${system}, Node ${node}, ${measuredOn}`
}
