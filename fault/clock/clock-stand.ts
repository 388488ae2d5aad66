import { ask } from '../../packages/gateway/test/samples/sign.ts'
import type { ComposedGateway } from '../../packages/gateway/test/servers/composed-gateway.ts'
import { firstBucket, type Installation } from '../stand/installation.ts'
import type { MovableClock } from './movable-clock.ts'

/** The parts that the claims about a clock use. */
export interface ClockStand {
  readonly installation: Installation
  readonly gateway: ComposedGateway
  readonly clock: MovableClock
  /** A token without any limits. */
  readonly token: string
}

/** Asks for a URL. @returns `signed`, `signed unchecked` when S3 did not answer, or the status with the error's code */
export async function askOutcome(
  { gateway: { url } }: ClockStand,
  token: string,
  bucket: string = firstBucket,
): Promise<string> {
  const response = await ask({ url, token }, { bucket, key_name: 'clock' })
  const { error, data } = (await response.json()) as { error?: { code: string }; data?: { warnings?: string[] } }
  if (error !== undefined) return `${response.status} ${error.code}`
  return data?.warnings?.some((text) => text.includes('could not be checked')) === true ? 'signed unchecked' : 'signed'
}

/** Compares outcomes with the expected ones, in order. */
export function compareOutcomes(claim: string, outcomes: readonly string[], expected: readonly string[]) {
  const holds = outcomes.join() === expected.join()
  const figure = outcomes.join(' → ')
  return { claim, holds, figure: holds ? figure : `${figure} INSTEAD OF ${expected.join(' → ')}` }
}
