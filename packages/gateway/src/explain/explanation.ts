import type { CauseCode } from './cause-table.ts'
import type { Comparison } from './compare-signature.ts'
import type { PostForm } from './post-form.ts'
import type { RepairedUrl } from './repair-url.ts'
import type { SentUrl } from './signed-url.ts'
import type { StoreAnswer } from './store-answer.ts'
import type { UrlAddress } from './url-address.ts'

/** How sure a cause is. `certain` follows from what was given; `possible` is one of several that would fit. */
export type Certainty = 'certain' | 'probable' | 'possible'

/** What is known, all of it read. Each rule looks at it. */
export interface Evidence {
  /** Epoch milliseconds. */
  readonly now: number
  /** As it was sent. */
  readonly url: SentUrl | undefined
  /** What the URL was, where its text was damaged. */
  readonly repaired: RepairedUrl | undefined
  /** Where a shell cut the URL: the whole one. */
  readonly cut: SentUrl | undefined
  readonly address: UrlAddress | undefined
  readonly method: string | undefined
  /** By lowercase name; undefined where they are not known. */
  readonly headers: ReadonlyMap<string, string> | undefined
  readonly form: PostForm | undefined
  readonly isStream: boolean
  readonly answer: StoreAnswer | undefined
  /** What the vault says of the signature; undefined where it does not have the key, or may not tell. */
  readonly comparison: Comparison | undefined
}

/** What a rule says, without the cure where that of the table will do. */
export interface FoundCause {
  /** A code of the table, or S3's own where its answer says it all: `NoSuchKey`. */
  readonly code: CauseCode | (string & {})
  readonly certainty: Certainty
  /** What has happened, in whole sentences, without any signature, token or secret. */
  readonly message: string
  readonly cure?: string
}

/** A cause that follows from what was given. */
export function certain(code: FoundCause['code'], message: string, cure?: string): FoundCause {
  return { code, certainty: 'certain', message, ...(cure === undefined ? {} : { cure }) }
}

/** A cause that is likelier than any other. */
export function probable(code: FoundCause['code'], message: string): FoundCause {
  return { code, certainty: 'probable', message }
}

/** A cause that is one of several. */
export function possible(code: FoundCause['code'], message: string): FoundCause {
  return { code, certainty: 'possible', message }
}

/** Looks for causes of one kind. */
export type Rule = (evidence: Evidence) => readonly FoundCause[]

/** Whether the answer may be about the signature: stores say so in different words, and HEAD has none. */
export function mayBeSignature({ answer }: Evidence): boolean {
  if (answer === undefined) return true
  if (answer.from !== 'store') return false
  if (answer.code === undefined) return answer.status === 403 || answer.status === 400 || answer.status === 401
  return ['SignatureDoesNotMatch', 'AccessDenied', 'InvalidArgument', 'AuthorizationQueryParametersError'].includes(
    answer.code,
  )
}
