import type { CauseCode } from './cause-table.ts'
import type { Comparison } from './compare-signature.ts'
import type { PostForm } from './post-form.ts'
import type { RepairedUrl } from './repair-url.ts'
import type { SentUrl } from './signed-url.ts'
import type { StoreAnswer } from './store-answer.ts'
import type { UrlAddress } from './url-address.ts'

/**
 * How sure a cause is. `certain` follows from the input, `probable` is likelier than any other cause, `possible` is one of several that
 * would fit.
 */
export type Certainty = 'certain' | 'probable' | 'possible'

/** Everything that the input says, parsed. Each rule looks at all of it. */
export interface Evidence {
  /** Epoch milliseconds. */
  readonly now: number
  /** The URL as it was sent. */
  readonly url: SentUrl | undefined
  /** The URL before its text was damaged; undefined where it was not damaged. */
  readonly repaired: RepairedUrl | undefined
  /** The whole URL, where a shell cut it. */
  readonly cut: SentUrl | undefined
  readonly address: UrlAddress | undefined
  readonly method: string | undefined
  /** By lowercase name; undefined where they are unknown. */
  readonly headers: ReadonlyMap<string, string> | undefined
  readonly form: PostForm | undefined
  readonly isStream: boolean
  readonly answer: StoreAnswer | undefined
  /** What the vault says about the signature; undefined where the vault does not have the key, or the caller may not know about it. */
  readonly comparison: Comparison | undefined
}

/** What a rule has found. `cure` is absent where the advice of the cause table is enough. */
export interface FoundCause {
  /** A code of the cause table, or S3's own code where that explains everything: `NoSuchKey`. */
  readonly code: CauseCode | (string & {})
  readonly certainty: Certainty
  /** What happened, in whole sentences, without any signature, token or secret. */
  readonly message: string
  readonly cure?: string
}

/** A cause that follows from the input. */
export function certain(code: FoundCause['code'], message: string, cure?: string): FoundCause {
  return { code, certainty: 'certain', message, ...(cure === undefined ? {} : { cure }) }
}

/** A cause that is likelier than any other. */
export function probable(code: FoundCause['code'], message: string): FoundCause {
  return { code, certainty: 'probable', message }
}

/** A cause that is one of several that would fit. */
export function possible(code: FoundCause['code'], message: string): FoundCause {
  return { code, certainty: 'possible', message }
}

/** Looks for causes of one kind. */
export type Rule = (evidence: Evidence) => readonly FoundCause[]

/** Whether the answer may be about the signature. Stores word this differently, and an answer to HEAD has no words at all. */
export function mayBeSignature({ answer }: Evidence): boolean {
  if (answer === undefined) return true
  if (answer.from !== 'store') return false
  if (answer.code === undefined) return answer.status === 403 || answer.status === 400 || answer.status === 401
  return ['SignatureDoesNotMatch', 'AccessDenied', 'InvalidArgument', 'AuthorizationQueryParametersError'].includes(
    answer.code,
  )
}
