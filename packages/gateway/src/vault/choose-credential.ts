import type { SigningCredential } from './signing-credentials.ts'

/** What narrows the choice of a credential. */
export interface CredentialChoice {
  readonly bucket: string
  /** The name that the request asks for. */
  readonly name?: string | undefined
  /** Id of the only credential that the token may use. */
  readonly boundTo?: string | undefined
}

/**
 * The credential that signs: the one that is asked for by name, else the one with the most specific bucket pattern that
 * fits (an exact name before a prefix, a longer prefix before a shorter one), else the default one. A token that is
 * bound to a credential gets that one or none. The sandbox's credential counts only while there is no real one.
 *
 * @returns undefined when no credential signs
 */
export function chooseCredential(
  credentials: readonly SigningCredential[],
  { bucket, name, boundTo }: CredentialChoice,
): SigningCredential | undefined {
  if (boundTo !== undefined) {
    return credentials.find(
      ({ credential }) => credential.id === boundTo && (name ?? credential.name) === credential.name,
    )
  }
  const hasReal = credentials.some(({ credential }) => !credential.isSandbox)
  let best: SigningCredential | undefined
  let bestRank = 0
  for (const candidate of credentials) {
    if (hasReal && candidate.credential.isSandbox) continue
    if (name !== undefined && candidate.credential.name !== name) continue
    const rank = name === undefined ? rankCredential(candidate, bucket) : 1
    if (rank > bestRank) {
      best = candidate
      bestRank = rank
    }
  }
  return best
}

/** 0: does not sign for the bucket. 1: the default. Above: a pattern fits, the more specific the higher. */
function rankCredential({ credential }: SigningCredential, bucket: string): number {
  let rank = credential.isDefault ? 1 : 0
  for (const pattern of credential.bucketPatterns) {
    const isPrefix = pattern.endsWith('*')
    const text = isPrefix ? pattern.slice(0, -1) : pattern
    const fits = isPrefix ? bucket.startsWith(text) : bucket === text
    // An exact name is longer than any prefix that also fits, but for the prefix `name*` itself.
    if (fits) rank = Math.max(rank, 2 + text.length + (isPrefix ? 0 : 1))
  }
  return rank
}
