import { median, rotateOrder } from '../measure/statistics.ts'
import type { Contestant, Credentials, Sign, SigningRequest } from './contestant.ts'
import type { SigningCase } from './signing-case.ts'

/** Microseconds for one URL, in each round. */
export type Rounds = readonly number[]

/** How long it is measured. */
export interface TimingOptions {
  readonly rounds: number
  /** Of one contestant in one round. */
  readonly sliceMs: number
  readonly warmUpMs: number
}

/** A contestant with a client for each credential. */
interface Connected {
  readonly contestant: Contestant
  readonly signs: readonly Sign[]
  /** URLs in one slice. */
  count: number
}

/**
 * Times contestants in turns: each round measures all of them, one after the other, and begins with another one.
 * @returns the rounds of each contestant, in the order given
 */
export async function timeContestants(
  contestants: readonly Contestant[],
  { request, credentials }: SigningCase,
  { rounds, sliceMs, warmUpMs }: TimingOptions,
): Promise<Rounds[]> {
  const connected = contestants.map((contestant) => connect(contestant, credentials))
  for (const one of connected) one.count = await calibrate(one, request, { sliceMs, warmUpMs })
  const times = new Map(connected.map((one) => [one, [] as number[]]))
  for (let round = 0; round < rounds; round++) {
    for (const one of rotateOrder(connected, round)) {
      const elapsedMs = await timeSlice(one, request)
      times.get(one)?.push((elapsedMs * 1000) / one.count)
    }
  }
  return [...times.values()]
}

function connect(contestant: Contestant, wanted: number): Connected {
  const count = Math.min(wanted, contestant.maxCredentials ?? wanted)
  return {
    contestant,
    signs: Array.from({ length: count }, (_, index) => contestant.connect(makeKeys(index))),
    count: 0,
  }
}

/** Key pairs that differ, of the length that AWS gives them. */
function makeKeys(index: number): Credentials {
  const digits = String(index).padStart(8, '0')
  return { accessKeyId: `AKIABENCH000${digits}`, secretAccessKey: `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEX${digits}` }
}

/** Warms up, and finds how many URLs fill a slice. */
async function calibrate(
  one: Connected,
  request: SigningRequest,
  { sliceMs, warmUpMs }: { sliceMs: number; warmUpMs: number },
): Promise<number> {
  one.count = Math.max(10, one.signs.length)
  let spentMs = 0
  let pace: number[] = []
  while (spentMs < warmUpMs || pace.length < 3) {
    const elapsedMs = await timeSlice(one, request)
    spentMs += elapsedMs
    pace = [...pace, elapsedMs / one.count].slice(-3)
    if (elapsedMs < 5) one.count *= 2
  }
  return Math.max(10, Math.round(sliceMs / median(pace)))
}

/** Milliseconds for `count` URLs. What answers at once is not made to wait for a promise. */
async function timeSlice({ signs, count }: Connected, request: SigningRequest): Promise<number> {
  const [first] = signs
  if (first === undefined) throw new RangeError('There is nothing to sign with')
  const isAsync = first(request, new Date()) instanceof Promise
  const startedAt = performance.now()
  let characters = 0
  for (let index = 0; index < count; index++) {
    const sign = signs[index % signs.length] as Sign
    const url = isAsync ? await sign(request, new Date()) : (sign(request, new Date()) as string)
    characters += url.length
  }
  const elapsedMs = performance.now() - startedAt
  // Looked at, so that the engine leaves out none of the work.
  if (characters === 0) throw new Error('Nothing was signed')
  return elapsedMs
}
