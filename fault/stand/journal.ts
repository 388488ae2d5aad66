import type { Signed } from '../../packages/gateway/test/samples/sign.ts'
import type { ClientAnswer } from '../../packages/gateway/test/servers/ask-repeatedly.ts'

/** What a client got for one request. Times are `performance.now()`. */
export interface NotedAnswer {
  /** `signed`, a status with its error code (`503 audit_unavailable`), or the code of the connection's error. */
  readonly outcome: string
  /** Undefined when there was no whole answer. */
  readonly requestId: string | undefined
  /** What there is to know of the URL that was handed out. */
  readonly signed: NotedUrl | undefined
  readonly sentAt: number
  readonly endedAt: number
}

/** A URL that was handed out. */
export interface NotedUrl {
  /** The store that it is for. */
  readonly origin: string
  /** Whether the answer had warnings. */
  readonly isWarned: boolean
}

/** The outcome of an answer that handed out a URL. */
export const signedOutcome = 'signed'

/** Everything that the clients of a fault test got. */
export interface Journal {
  readonly answers: readonly NotedAnswer[]
  /** Takes down an answer. */
  readonly note: (answer: ClientAnswer) => NotedAnswer
  /** Whether so many URLs came in after a moment. @param since `performance.now()` */
  hasSigned(count: number, since: number): boolean
}

/** An empty journal. */
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

/** A body that is no JSON is one without data and error. */
function parseBody(body: string): { data?: Signed; error?: { code?: string } } {
  try {
    return JSON.parse(body) as ReturnType<typeof parseBody>
  } catch {
    return {}
  }
}

/** The request ids of the URLs that were handed out. */
export function listSignedIds(answers: readonly NotedAnswer[]): string[] {
  return answers.flatMap(({ outcome, requestId = '' }) => (outcome === signedOutcome ? [requestId] : []))
}

/** How often each outcome came, the most frequent first: `12,431 signed, 17 × 503 audit_unavailable`. */
export function formatOutcomes(answers: readonly NotedAnswer[]): string {
  const counts = new Map<string, number>()
  for (const { outcome } of answers) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const texts = [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([outcome, count]) => `${formatCount(count)}${outcome === signedOutcome ? '' : ' ×'} ${outcome}`)
  return texts.length === 0 ? 'no answer at all' : texts.join(', ')
}

/** The longest time from a request to its end, in milliseconds. */
export function findLongestMs(answers: readonly NotedAnswer[]): number {
  return answers.reduce((longest, { sentAt, endedAt }) => Math.max(longest, endedAt - sentAt), 0)
}

/** A whole number as people read it. */
export function formatCount(count: number): string {
  // Not -0.
  return (Math.round(count) + 0).toLocaleString('en-US')
}
