import type { BarChart } from './bar-chart.ts'
import type { Table } from './table.ts'
import type { Target } from './target.ts'

/** The parts of the benchmark, in the order that they run in. */
export const parts = ['presign', 'gateway', 'batch', 'open-loop', 'scale'] as const

/** The name of a part. */
export type Part = (typeof parts)[number]

/** What a part found out. */
export interface Report {
  readonly part: Part
  /** Given to the command, beside the part: `--full`. */
  readonly options?: readonly string[]
  readonly title: string
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
  /** By the name of their file, without its ending. */
  readonly charts: Readonly<Record<string, BarChart>>
  /** Every number that was measured, for those who want to count again. */
  readonly raw: unknown
}
