import type { TestRequirementName } from '../scripts/test-requirements.ts'

/** The size of a fault test: all of it, or a short form for every run of the tests. */
export type FaultSize = 'full' | 'short'

/**
 * Returns the bound of a claim about time. The short forms run beside other tests, maybe on a slow machine, where time says little about
 * the gateway: their bound only tells an answer that is late from one that never comes.
 * @param ms the bound at full size, which has the machine to itself
 */
export function boundTime(size: FaultSize, ms: number): number {
  return size === 'full' ? ms : 10 * ms
}

/** One claim about the gateway, whether it held, and the figures that prove it. */
export interface ClaimResult {
  readonly claim: string
  readonly holds: boolean
  /** The counted or measured value with its unit, and the problem when the claim does not hold. */
  readonly figure: string
}

/** The tools for a fault test. */
export interface FaultTools {
  /** Reports the current step. */
  progress(step: string): void
}

/** One kind of fault: how to cause it, and what must hold before, during and after it. */
export interface Fault {
  /** The name with which `npm run fault -- NAME` runs it alone. */
  readonly name: string
  readonly what: string
  /** The required programs that npm does not install. */
  readonly needs?: readonly TestRequirementName[]
  /** Finds out why the fault cannot be caused on this machine; undefined if it can. */
  findObstacle?(): string | undefined
  /** Causes the fault, and ends everything that it started. @throws Error when the test itself fails */
  run(size: FaultSize, tools: FaultTools): Promise<readonly ClaimResult[]>
}
