import { median, rotateOrder } from '../measure/statistics.ts'
import type { Runner } from './runner.ts'
import type { SigningCase } from './signing-case.ts'
import type { SigningLoop } from './signing-loop.ts'

/** Microseconds for one URL, in each round. */
export type Rounds = readonly number[]

/** How long to measure. */
export interface TimingOptions {
  readonly rounds: number
  /** The time of one contestant in one round. */
  readonly sliceMs: number
  readonly warmUpMs: number
}

/**
 * Times contestants in turns. Each round measures all of them, one after the other, and begins with a different one.
 * @returns the rounds of each contestant, by its name
 */
export async function timeContestants(
  runners: readonly Runner[],
  signingCase: SigningCase,
  { rounds, sliceMs, warmUpMs }: TimingOptions,
): Promise<ReadonlyMap<string, Rounds>> {
  const prepared: { name: string; loop: SigningLoop; count: number; times: number[] }[] = []
  for (const runner of runners) {
    const loop = await runner.prepare(signingCase)
    prepared.push({ name: runner.name, loop, count: await calibrate(loop, { sliceMs, warmUpMs }), times: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { loop, count, times } of rotateOrder(prepared, round)) {
      times.push(((await loop.time(count)) * 1000) / count)
    }
  }
  return new Map(prepared.map(({ name, times }) => [name, times]))
}

/** Warms up. @returns how many URLs fill a slice */
async function calibrate(
  loop: SigningLoop,
  { sliceMs, warmUpMs }: { readonly sliceMs: number; readonly warmUpMs: number },
): Promise<number> {
  let count = Math.max(10, loop.credentials)
  let spentMs = 0
  let pace: number[] = []
  while (spentMs < warmUpMs || pace.length < 3) {
    const elapsedMs = await loop.time(count)
    spentMs += elapsedMs
    pace = [...pace, elapsedMs / count].slice(-3)
    if (elapsedMs < 5) count *= 2
  }
  return Math.max(10, Math.round(sliceMs / median(pace)))
}
