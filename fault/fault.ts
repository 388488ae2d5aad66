import type { TestRequirementName } from '../scripts/test-requirements.ts'

/** How much a fault test does: all of it, or what fits into every run of the tests. */
export type FaultSize = 'full' | 'short'

/** One claim about the gateway, whether it held, and the figures that say so. */
export interface ClaimResult {
  readonly claim: string
  readonly holds: boolean
  /** What was counted or measured, with its unit; what went wrong, too, when it does not hold. */
  readonly figure: string
}

/** What a fault test is given. */
export interface FaultTools {
  /** Says what is being done. */
  progress(step: string): void
}

/** One kind of fault: how it is brought about, and what must hold before, during and after it. */
export interface Fault {
  /** By which `npm run fault -- NAME` runs it alone. */
  readonly name: string
  readonly what: string
  /** Programs that npm does not bring. */
  readonly needs?: readonly TestRequirementName[]
  /** Why it cannot be brought about on this machine; undefined when it can. */
  findObstacle?(): string | undefined
  /** Brings the fault about, and ends everything that it started. @throws Error when that itself fails */
  run(size: FaultSize, tools: FaultTools): Promise<readonly ClaimResult[]>
}
