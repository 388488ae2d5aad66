import type { Credential } from './credential-values.ts'

/** At most this many tokens are named. The rest are counted. */
const mostNames = 10

/** Lists what stops working when a credential is removed, each in a sentence. */
export function listConsequences(credential: Credential): string[] {
  const { usedBy, usedByCount, openUploads, isDefault } = credential
  const bound = usedBy.filter(({ isBound }) => isBound).map(({ name }) => name)
  const others = usedBy.filter(({ isBound }) => !isBound).map(({ name }) => name)
  const unnamed = usedByCount - usedBy.length
  return [
    ...(usedByCount === 0 ? ['No token signs with it.'] : []),
    ...(bound.length === 0 ? [] : [`Removed with it, because they may use nothing else: ${listNames(bound, 0)}.`]),
    ...(others.length === 0
      ? []
      : [
          `These tokens sign with it: ${listNames(others, unnamed)}. Their requests are refused if no other credential matches.`,
        ]),
    ...(isDefault ? ['Buckets that no credential names will have no default credential until you choose one.'] : []),
    ...(openUploads === 0
      ? []
      : [
          `${openUploads} open multipart uploads: only another credential for their buckets can complete or abort them.`,
        ]),
    'The gateway forgets its secret. URLs that it signed keep working until they expire.',
  ]
}

function listNames(names: readonly string[], unnamed: number): string {
  const more = Math.max(0, names.length - mostNames) + unnamed
  const shown = names.slice(0, mostNames).join(', ')
  return more === 0 ? shown : `${shown} and ${more} more`
}
