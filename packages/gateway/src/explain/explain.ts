import { findS3ErrorCode } from '../s3/error-codes/error-codes.ts'
import { type CauseCode, causeTable } from './cause-table.ts'
import { type Comparison, compareSignature, type FindKeys } from './compare-signature.ts'
import { readCurlCommand, type SentRequest } from './curl-command.ts'
import type { Certainty, Evidence, FoundCause, Rule } from './explanation.ts'
import { type PostForm, readPostForm } from './post-form.ts'
import { repairUrl } from './repair-url.ts'
import { findOwnCode, findStatus } from './rules/code-rules.ts'
import { findFormProblem } from './rules/form-rules.ts'
import { findMismatch } from './rules/mismatch-rules.ts'
import { findPlaceProblem, findRight } from './rules/place-rules.ts'
import { findSentence } from './rules/sentence-rules.ts'
import { findComparison } from './rules/signature-rules.ts'
import { findGatewayError, findSilence } from './rules/silence-rules.ts'
import { findDamage } from './rules/text-rules.ts'
import { findTimeProblem } from './rules/time-rules.ts'
import { readSentUrl, type SentUrl } from './signed-url.ts'
import { findUrlInText, readStoreAnswer } from './store-answer.ts'
import { findAddress, type KeyPlace } from './url-address.ts'

/** What a caller knows about a request that did not work. */
export interface ExplainInput {
  readonly url?: string | undefined
  /** A `curl` command. */
  readonly request?: string | undefined
  /** The answer: XML, the output of `curl -i`, the message of an SDK or a browser. */
  readonly error?: string | undefined
  readonly status?: number | undefined
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** One cause, and what to do about it. */
export interface Cause {
  /** A code of the cause table, or S3's own code. */
  readonly code: string
  readonly certainty: Certainty
  readonly message: string
  readonly cure: string
}

/** The result of {@link explain}. */
export interface Explanation {
  /** At least one, the likeliest first. */
  readonly causes: readonly [Cause, ...Cause[]]
  readonly evidence: Evidence
}

/** Every rule. Of two causes that are equally certain, that of the earlier rule comes first. */
const rules: readonly Rule[] = [
  findGatewayError,
  findSilence,
  findDamage,
  findTimeProblem,
  findSentence,
  findFormProblem,
  findPlaceProblem,
  findOwnCode,
  findStatus,
  findComparison,
  findMismatch,
  findRight,
]

const ranks: readonly Certainty[] = ['certain', 'probable', 'possible']

/**
 * Says why a signed request did not work, from what the caller knows about it. It sends no request, neither to the URL nor to the
 * store.
 * @param options.findKeys finds the stored credentials that the caller may know about
 * @param options.now epoch milliseconds
 */
export function explain(
  input: ExplainInput,
  options: { readonly now: number; readonly findKeys: FindKeys },
): Explanation {
  const evidence = collectEvidence(input, options)
  const { answer } = evidence
  const isRedirected = answer?.status !== undefined && answer.status >= 300 && answer.status !== 304
  if (answer?.from === 'store' && answer.code === undefined && answer.status !== undefined && !isRedirected) {
    const found: FoundCause = {
      code: 'worked',
      certainty: 'certain',
      message: `The store answered ${answer.status}: it did what was asked.`,
    }
    return { causes: [toCause(found)], evidence }
  }
  const found = rules.flatMap((rule) => rule(evidence))
  const sorted = ranks.flatMap((rank) => found.filter(({ certainty }) => certainty === rank))
  // A certain cause rules out causes that are only possible.
  const hasCertain = sorted[0]?.certainty === 'certain'
  const once = sorted
    .filter(({ certainty }) => !hasCertain || certainty !== 'possible')
    .filter(({ code }, index) => sorted.findIndex((one) => one.code === code) === index)
  const [first = describeNothing(evidence), ...others] = once
  return { causes: [toCause(first), ...others.map(toCause)], evidence }
}

function toCause({ code, certainty, message, cure }: FoundCause): Cause {
  const known = Object.hasOwn(causeTable, code) ? causeTable[code as CauseCode].cure : findS3ErrorCode(code)?.cure
  return { code, certainty, message, cure: cure ?? known ?? causeTable.unknown_answer.cure }
}

function collectEvidence(input: ExplainInput, { now, findKeys }: Parameters<typeof explain>[1]): Evidence {
  const sent =
    input.request === undefined ? undefined : (readCurlCommand(input.request) ?? readBareRequest(input.request))
  const text = cleanUrl(input.url ?? sent?.url ?? findUrlInText(input.error ?? ''))
  const url = text === undefined ? undefined : readSentUrl(text)
  const repaired = text === undefined ? undefined : repairUrl(text)
  const cut = sent?.cut === undefined || input.url !== undefined ? undefined : readSentUrl(sent.cut.url)
  const given = input.headers === undefined ? undefined : readHeaders(input.headers)
  const headers = given ?? sent?.headers
  const method = input.method?.toUpperCase() ?? sent?.method
  const form = sent?.form === undefined ? undefined : readPostForm(sent.form)
  const answer =
    input.error === undefined && input.status === undefined
      ? undefined
      : readStoreAnswer(input.error ?? '', input.status)
  const whole = cut ?? repaired?.url ?? url
  const comparison = compare({ whole, method, headers, form }, findKeys)
  const address =
    whole === undefined ? undefined : findAddress(whole, comparison === undefined ? [] : [comparison.key.place])
  const isStream = sent?.isStream === true
  return { now, url, repaired, cut, address, method, headers, form, isStream, answer, comparison }
}

/** Reads a pasted request that is not a `curl` command: a URL alone, or the call of another client, such as `fetch('…')`. */
function readBareRequest(text: string): SentRequest | undefined {
  const url = /https?:\/\/[^\s'"`<>]+/.exec(text)?.[0]
  return url === undefined ? undefined : { url, method: undefined, headers: undefined }
}

/** Removes spaces and quotation marks around a URL: they come from pasting, not from the request. */
function cleanUrl(text: string | undefined): string | undefined {
  return text?.trim().replace(/^(["'`<])(.*)\1$|^<(.*)>$/s, '$2$3')
}

function readHeaders(headers: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]))
}

interface Compared {
  readonly whole: SentUrl | undefined
  readonly method: string | undefined
  readonly headers: ReadonlyMap<string, string> | undefined
  readonly form: PostForm | undefined
}

/** Compares with the stored credential that fits best; undefined when there is none that the caller may know about. */
function compare({ whole, method, headers, form }: Compared, findKeys: FindKeys): Comparison | undefined {
  const signature = form?.signature ?? whole?.signature
  if (whole === undefined || signature === undefined) return undefined
  const keyOfForm = form?.fields.get('key')?.replace(/\$\{filename\}.*$/, '')
  const locate = (place: KeyPlace) => {
    const { bucket, key } = findAddress(whole, [place])
    return { bucket, key: keyOfForm ?? key }
  }
  const comparisons = findKeys(signature.accessKeyId, locate).map((known): Comparison => {
    if (form === undefined) return compareSignature({ url: whole, method, headers }, known)
    const signed = { text: form.policy, ...(signature.version === 'v4' ? { scope: signature.scope } : {}) }
    const match = known.check.compare(signed, signature.signature)
    return { key: known, result: match === 'same' ? 'signed' : match, isOwnToken: undefined }
  })
  const order: readonly Comparison['result'][] = ['signed', 'changed', 'near', 'other']
  return comparisons.toSorted((one, other) => order.indexOf(one.result) - order.indexOf(other.result))[0]
}

function describeNothing({ url, answer, comparison }: Evidence): FoundCause {
  if (answer?.message) {
    return {
      code: 'unknown_answer',
      certainty: 'possible',
      message: 'The answer contains nothing that Signpost knows.',
    }
  }
  const own = comparison?.result === 'signed' ? ' The stored credential signed it.' : ''
  const what =
    url === undefined ? 'The input contains no signed URL.' : `The URL is complete and has not expired.${own}`
  return { code: 'nothing_seen', certainty: 'possible', message: `Signpost sees no cause. ${what}` }
}
