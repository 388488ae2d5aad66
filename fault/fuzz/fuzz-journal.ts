import { readDocumentedAnswer } from '../../packages/gateway/test/samples/documented-answer.ts'
import { sendBytes } from '../../packages/gateway/test/servers/send-bytes.ts'
import type { ClaimResult } from '../fault.ts'
import { formatCount, type NotedAnswer, signedOutcome } from '../stand/journal.ts'

/** The answers to made-up requests: counts, and the request id of each URL, with which its row can be looked up. */
export interface FuzzJournal {
  readonly sent: number
  /** How many of the requests had a body. */
  readonly bodies: number
  readonly signed: readonly NotedAnswer[]
  /** Sends a request and records its outcome. */
  send(request: string, seed: number): Promise<void>
  /** Claims that every answer was documented and none an internal error, and that the requests led to every expected answer. */
  claimDocumented(seed: number): ClaimResult
}

/** The answers that must occur. If one is missing, the requests are too far from valid ones, or too close to them. */
const expected = ['200', '400 invalid_request', '400 malformed_body', '401 token_missing', '404 route_not_found', '413']

/** How many odd answers are shown in full. */
const maxShown = 3

/** Makes an empty journal. @param url the gateway's */
export function createFuzzJournal(url: string): FuzzJournal {
  const counts = new Map<string, number>()
  const odd: string[] = []
  const signed: NotedAnswer[] = []
  let sent = 0
  let bodies = 0

  function add(outcome: string): void {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }

  return {
    get sent() {
      return sent
    },
    get bodies() {
      return bodies
    },
    signed,
    async send(request, seed) {
      sent++
      if (!request.endsWith('\r\n\r\n')) bodies++
      const sentAt = performance.now()
      const bytes = await sendBytes(url, request)
      try {
        const about = `seed ${seed}: ${JSON.stringify(request.slice(0, 600))}`
        const { status, code, requestId, isSigned } = readDocumentedAnswer(bytes, about)
        add(status === 0 ? 'no answer' : code === undefined ? String(status) : `${status} ${code}`)
        if (!isSigned) return
        signed.push({ outcome: signedOutcome, requestId, signed: undefined, sentAt, endedAt: performance.now() })
      } catch (error) {
        add('ODD')
        if (odd.length < maxShown) odd.push((error as Error).message)
      }
    },
    claimDocumented(seed) {
      const missing = expected.filter((outcome) => ![...counts.keys()].some((found) => found.startsWith(outcome)))
      const told = [...counts]
        .toSorted(([, one], [, other]) => other - one)
        .map(([outcome, count]) => `${formatCount(count)} × ${outcome}`)
      const named = missing.length === 0 ? [] : [`NEVER ${missing.join(', ')}`]
      return {
        claim: 'every answer is documented, and none is an internal error',
        holds: odd.length === 0 && missing.length === 0,
        figure: [`seed ${seed}, ${formatCount(sent)} requests: ${told.join(', ')}`, ...named, ...odd].join('; '),
      }
    },
  }
}
