import type { BarChart } from './bar-chart.ts'
import type { Table } from './table.ts'
import type { Target } from './target.ts'

/** The parts of the benchmark, in the order in which they run. */
export const parts = ['presign', 'gateway', 'batch', 'open-loop', 'scale'] as const

/** The name of a part. */
export type Part = (typeof parts)[number]

/** The results of a part. */
export interface Report {
  readonly part: Part
  /** The options of the command, besides the part: `--full`. */
  readonly options?: readonly string[]
  readonly title: string
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
  /** The charts, by the names of their files without the extension. */
  readonly charts: Readonly<Record<string, BarChart>>
  /** Every measured number, for readers who want to calculate again. */
  readonly raw: unknown
}
