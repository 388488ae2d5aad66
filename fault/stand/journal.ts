import type { Signed } from '../../packages/gateway/test/samples/sign.ts'
import type { ClientAnswer } from '../../packages/gateway/test/servers/ask-repeatedly.ts'

/** The outcome of one request of a client. Times are `performance.now()`. */
export interface NotedAnswer {
  /** `signed`, a status with its error code (`503 audit_unavailable`), or the code of the connection's error. */
  readonly outcome: string
  /** Undefined if no complete answer arrived. */
  readonly requestId: string | undefined
  /** The facts about the URL, if one was handed out. */
  readonly signed: NotedUrl | undefined
  readonly sentAt: number
  readonly endedAt: number
}

/** A URL that was handed out. */
export interface NotedUrl {
  /** The origin of its store. */
  readonly origin: string
  /** Whether the answer had warnings. */
  readonly isWarned: boolean
}

/** The outcome of an answer that handed out a URL. */
export const signedOutcome = 'signed'

/** The answers to all clients of a fault test. */
export interface Journal {
  readonly answers: readonly NotedAnswer[]
  /** Records an answer. */
  readonly note: (answer: ClientAnswer) => NotedAnswer
  /** Whether at least this many URLs arrived after a moment. @param since `performance.now()` */
  hasSigned(count: number, since: number): boolean
}

/** Makes an empty journal. */
export function createJournal(): Journal {
  const answers: NotedAnswer[] = []
  return {
    answers,
    note(answer) {
      const noted = readAnswer(answer)
      answers.push(noted)
      return noted
    },
    hasSigned(count, since) {
      let found = 0
      for (let index = answers.length - 1; index >= 0 && found < count; index--) {
        const { endedAt, outcome } = answers[index] as NotedAnswer
        if (endedAt < since) break
        if (outcome === signedOutcome) found++
      }
      return found >= count
    },
  }
}

function readAnswer({ answer, failure = 'no answer', sentAt, endedAt }: ClientAnswer): NotedAnswer {
  if (answer === undefined) return { outcome: failure, requestId: undefined, signed: undefined, sentAt, endedAt }
  const { status, requestId, body } = answer
  const { data, error } = parseBody(body)
  const signed = status === 200 ? readUrl(data) : undefined
  const outcome = signed === undefined ? `${status} ${error?.code ?? 'without code'}` : signedOutcome
  return { outcome, requestId, signed, sentAt, endedAt }
}

function readUrl(data: Partial<Signed> = {}): NotedUrl | undefined {
  const { signedUrl = '', warnings = [] } = data
  if (!signedUrl.includes('X-Amz-Signature=')) return undefined
  return { origin: new URL(signedUrl).origin, isWarned: warnings.length > 0 }
}

/** Parses a body. One that is not JSON has neither data nor error. */
function parseBody(body: string): { data?: Signed; error?: { code?: string } } {
  try {
    return JSON.parse(body) as ReturnType<typeof parseBody>
  } catch {
    return {}
  }
}

/** Lists the request ids of the URLs that were handed out. */
export function listSignedIds(answers: readonly NotedAnswer[]): string[] {
  return answers.flatMap(({ outcome, requestId = '' }) => (outcome === signedOutcome ? [requestId] : []))
}

/** Formats how often each outcome occurred, the most frequent first: `12,431 signed, 17 × 503 audit_unavailable`. */
export function formatOutcomes(answers: readonly NotedAnswer[]): string {
  const counts = new Map<string, number>()
  for (const { outcome } of answers) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const texts = [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([outcome, count]) => `${formatCount(count)}${outcome === signedOutcome ? '' : ' ×'} ${outcome}`)
  return texts.length === 0 ? 'no answer at all' : texts.join(', ')
}

/** Finds the longest time from the start of a request to its end, in milliseconds. */
export function findLongestMs(answers: readonly NotedAnswer[]): number {
  return answers.reduce((longest, { sentAt, endedAt }) => Math.max(longest, endedAt - sentAt), 0)
}

/** Formats a whole number for people. */
export function formatCount(count: number): string {
  // Adding 0 turns -0 into 0.
  return (Math.round(count) + 0).toLocaleString('en-US')
}
