import type { Credential } from './credential-values.ts'

/** So many tokens are named; of more the number is said. */
const mostNames = 10

/** What stops working when a credential is removed, each in a sentence. */
export function listConsequences(credential: Credential): string[] {
  const { usedBy, usedByCount, openUploads, isDefault } = credential
  const bound = usedBy.filter(({ isBound }) => isBound).map(({ name }) => name)
  const others = usedBy.filter(({ isBound }) => !isBound).map(({ name }) => name)
  const unnamed = usedByCount - usedBy.length
  return [
    ...(usedByCount === 0 ? ['No token signs with it.'] : []),
    ...(bound.length === 0 ? [] : [`Removed with it, since they may use nothing else: ${listNames(bound, 0)}.`]),
    ...(others.length === 0
      ? []
      : [
          `These tokens sign with it: ${listNames(others, unnamed)}. Where no other credential fits, they are refused from then on.`,
        ]),
    ...(isDefault ? ['Buckets that no credential names have no default credential then, until you choose one.'] : []),
    ...(openUploads === 0
      ? []
      : [`${openUploads} open uploads in parts: only another credential for their buckets can end them.`]),
    'The gateway forgets its secret. URLs that it signed work until they end.',
  ]
}

function listNames(names: readonly string[], unnamed: number): string {
  const more = Math.max(0, names.length - mostNames) + unnamed
  const shown = names.slice(0, mostNames).join(', ')
  return more === 0 ? shown : `${shown} and ${more} more`
}
