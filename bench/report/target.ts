import { formatNumber, type Table } from './table.ts'

/** A bound that was set before the measurement, and the number that was reached. */
export interface Target {
  readonly what: string
  readonly kind: 'at least' | 'at most'
  readonly bound: number
  readonly reached: number
  /** `×`, ` ms`; follows both numbers. */
  readonly unit: string
}

/** Whether a target is met. A target that could not be measured is not met. */
export function isMet({ kind, bound, reached }: Target): boolean {
  return kind === 'at least' ? reached >= bound : reached <= bound
}

/** Formats the bound of a target: `≥ 60×`. */
export function formatBound({ kind, bound, unit }: Target): string {
  return `${kind === 'at least' ? '≥' : '≤'} ${bound}${unit}`
}

/** The cells of a table for a target: its bound, and whether it is met. Empty without a target. */
export function targetCells(target: Target | undefined): [string, string] {
  return target === undefined ? ['', ''] : [formatBound(target), isMet(target) ? 'yes' : 'NO']
}

/** All targets of a part in one table. */
export function tabulateTargets(targets: readonly Target[]): Table {
  return {
    title: `Targets: ${targets.filter(isMet).length} of ${targets.length} met`,
    columns: ['what', 'reached', 'target', 'met'],
    rows: targets.map((target) => [
      target.what,
      `${formatNumber(target.reached)}${target.unit}`,
      ...targetCells(target),
    ]),
  }
}
