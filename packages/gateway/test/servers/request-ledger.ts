import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Signed } from '../samples/sign.ts'

/** An answer of the gateway to one request. */
export interface LedgerAnswer {
  readonly status: number
  /** The code of an error; empty for a signed URL. */
  readonly code: string
  readonly requestId: string
  readonly signed: Signed | undefined
  /** When the request was sent, in the time of `performance.now()`. */
  readonly sentAt: number
}

/** A request that a client sends. */
export interface LedgerRequest {
  readonly token: string
  /** The operation's path. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
}

/** Sends requests and records the outcome of each, expected or not. */
export interface RequestLedger {
  /**
   * Sends a request.
   * @param kind its name in the figures
   * @param isExpected whether the answer is the right one; a wrong answer, or none, is a failure
   */
  ask(
    kind: string,
    request: LedgerRequest,
    isExpected: (answer: LedgerAnswer) => boolean,
  ): Promise<LedgerAnswer | undefined>
  /** Records a failure of something other than a request. */
  fail(what: string, why: unknown): void
  /** Every answer by its request id. */
  readonly answers: ReadonlyMap<string, LedgerAnswer>
  /** The number of requests sent. */
  readonly sent: number
  readonly failures: readonly string[]
  /** How often each kind of request had each outcome; keys such as `sign 200`. */
  readonly counts: ReadonlyMap<string, number>
  /** The time in milliseconds within which a share of all answers came. @param share 0.5 for the median */
  percentile(share: number): number
  close(): void
}

/** The address that a client behind the proxy claims to have. The gateway must not believe it. */
export const claimedAddress = '203.0.113.9'

/** Makes a ledger. @param url where to send requests @param localAddress where the clients connect from */
export function createLedger(url: string, localAddress: string): RequestLedger {
  const agent = new Agent({ keepAlive: true, localAddress })
  const answers = new Map<string, LedgerAnswer>()
  const failures: string[] = []
  const counts = new Map<string, number>()
  const durations: number[] = []
  let sent = 0

  function send({ token, path, params }: LedgerRequest): Promise<{ answer: LedgerAnswer; body: string }> {
    const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': claimedAddress }
    const sentAt = performance.now()
    return new Promise((resolve, reject) => {
      const request = get(`${url}${path}?${query.join('&')}`, { agent, headers }, (response) => {
        const { statusCode: status = 0, headers } = response
        text(response).then((body) => {
          durations.push(performance.now() - sentAt)
          resolve({
            body,
            answer: { status, requestId: String(headers['x-request-id'] ?? ''), sentAt, ...readBody(body) },
          })
        }, reject)
      })
      request.once('error', reject)
    })
  }

  function fail(what: string, why: unknown): void {
    const { code = '', message } = why instanceof Error ? (why as NodeJS.ErrnoException) : { message: String(why) }
    failures.push(`${new Date().toISOString()} ${what}: ${code} ${message}`)
  }

  return {
    async ask(kind, request, isExpected) {
      sent++
      try {
        const { answer, body } = await send(request)
        const outcome = `${kind} ${answer.status}`
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
        if (!isExpected(answer)) fail(kind, `${answer.status} ${body}`)
        else if (answers.has(answer.requestId)) fail(kind, `the request id ${answer.requestId} came twice`)
        answers.set(answer.requestId, answer)
        return answer
      } catch (error) {
        fail(kind, error)
        return undefined
      }
    },
    fail,
    answers,
    get sent() {
      return sent
    },
    failures,
    counts,
    percentile(share) {
      const sorted = durations.toSorted((a, b) => a - b)
      return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
    },
    close: () => agent.destroy(),
  }
}

/** Reads the code or the URL of a body. One that is not JSON, such as a proxy's own page, has neither. */
function readBody(body: string): { code: string; signed: Signed | undefined } {
  try {
    const { data, error } = JSON.parse(body) as { data?: Signed; error?: { code: string } }
    return { code: error?.code ?? '', signed: data }
  } catch {
    return { code: 'no JSON', signed: undefined }
  }
}
