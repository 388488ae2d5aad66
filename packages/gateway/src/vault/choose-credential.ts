import type { SigningCredential } from './signing-credentials.ts'

/**
 * The credential that signs for a bucket: the one with the most specific pattern that fits (an exact name before a
 * prefix, a longer prefix before a shorter one), else the default one. The sandbox's credential counts only while
 * there is no real one.
 *
 * @param boundTo id of the only credential that may be used, when the token is bound to one
 * @returns undefined when no credential signs for the bucket
 */
export function chooseCredential(
  credentials: readonly SigningCredential[],
  bucket: string,
  boundTo?: string,
): SigningCredential | undefined {
  if (boundTo !== undefined) return credentials.find(({ credential }) => credential.id === boundTo)
  const real = credentials.filter(({ credential }) => !credential.isSandbox)
  let best: SigningCredential | undefined
  let bestRank = 0
  for (const candidate of real.length > 0 ? real : credentials) {
    const rank = rankCredential(candidate, bucket)
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
    const fits = pattern.endsWith('*') ? bucket.startsWith(pattern.slice(0, -1)) : bucket === pattern
    // An exact name is always longer than any prefix that also fits, but for the prefix `name*` itself.
    if (fits) rank = Math.max(rank, 2 + pattern.length + (pattern.endsWith('*') ? 0 : 1))
  }
  return rank
}
