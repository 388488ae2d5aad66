import type { Needs } from '../admin/dependencies.ts'
import type { Token } from '../core/model.ts'
import type { Change, Plan } from './change.ts'
import type { Path } from './yaml-document.ts'

/**
 * Orders the changes of an account's tokens so that one token gives up a subject before another gets it. It reports a problem if
 * another token keeps the subject, or if tokens exchange subjects.
 * @param path the place of the tokens in the file
 */
export async function orderSubjects(
  plan: Plan,
  path: Path,
  { tokens, accountId }: Needs<'tokens'> & { readonly accountId: string | undefined },
): Promise<Plan> {
  const claims = plan.changes.filter((change) => readSubject(change) !== undefined)
  if (claims.length === 0) return plan
  const holders = new Map<string, string>()
  const givers = new Set(claims.filter((change) => readSubject(change)?.from !== null).map(({ id }) => id))
  const problems = [...plan.problems]
  for (const change of claims) {
    const wanted = readSubject(change)?.to
    const holder = typeof wanted === 'string' ? await tokens.findBySubject(wanted) : undefined
    if (holder === undefined || holder.id === change.id) continue
    if (givers.has(holder.id)) holders.set(holder.oidcSubject ?? '', holder.id)
    else problems.push({ path: [...path, change.name, 'oidcSubject'], message: describeHolder(holder, accountId) })
  }
  const [edits, additions] = [
    claims.filter(({ id }) => id !== undefined),
    plan.changes.filter(({ id }) => id === undefined),
  ]
  const rest = plan.changes.filter((change) => change.id !== undefined && readSubject(change) === undefined)
  const ordered = new Set<Change>()
  for (let before = -1; before < ordered.size; ) {
    before = ordered.size
    for (const change of edits.filter((one) => !ordered.has(one))) {
      const { from, to } = readSubject(change) ?? {}
      if (typeof to === 'string' && holders.has(to)) continue
      holders.delete(String(from))
      ordered.add(change)
    }
  }
  for (const change of edits.filter((one) => !ordered.has(one))) {
    const message =
      'Tokens cannot exchange their subjects in one run: remove this one, apply the file, then add it again'
    problems.push({ path: [...path, change.name, 'oidcSubject'], message })
  }
  return { ...plan, changes: [...rest, ...ordered, ...additions], problems }
}

function readSubject({ fields }: Change): Change['fields'][number] | undefined {
  return fields.find(({ field }) => field === 'oidcSubject')
}

function describeHolder({ id, name, accountId }: Token, ownAccountId: string | undefined): string {
  const whose = accountId === ownAccountId ? `The token ${name} (${id})` : 'A token of another account'
  return `${whose} is for this subject already: first revoke it, or remove its subject`
}
