import { resolveStore } from '../admin/resolve-store.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { areRivals } from '../core/credential-actions.ts'
import type { Entries, StateAccount, StateCredential, StateToken } from './state-fields.ts'
import type { Path } from './yaml-document.ts'

/** What is wrong with entries beside each other, at the place of each. */
interface EntryProblem {
  readonly path: Path
  readonly detail: ErrorDetail
}

/** What is wrong with good entries of an account, by what they are to each other and by their stores. */
export function listAccountProblems({ credentials = {}, tokens = {} }: StateAccount): EntryProblem[] {
  return [
    ...under('credentials', [
      ...listFormerNames(credentials),
      ...listStores(credentials),
      ...listRivals(credentials),
      ...listSources(credentials),
    ]),
    ...under('tokens', [
      ...listFormerNames(tokens),
      ...listShared(
        tokens,
        'valueTo',
        ({ valueTo }) => valueTo?.file,
        (holder) => `must name another file: ${holder} has this one`,
      ),
      ...listShared(
        tokens,
        'oidcSubject',
        ({ oidcSubject }) => oidcSubject,
        (holder) => `must be another one: ${holder} is for this one`,
      ),
    ]),
  ]
}

/** A former name that is another entry's name, now or before, would leave open which is which. */
export function listFormerNames(entries: Entries<{ readonly formerName?: string }>): EntryProblem[] {
  const seen = new Set<string>()
  return Object.entries(entries).flatMap(([name, { formerName }]) => {
    if (formerName === undefined) return []
    const isTaken = Object.hasOwn(entries, formerName) || seen.has(formerName)
    seen.add(formerName)
    return isTaken ? [toProblem(name, 'formerName', 'must be the name of no other entry, now or before')] : []
  })
}

function listStores(credentials: Entries<StateCredential>): EntryProblem[] {
  return Object.entries(credentials).flatMap(([name, { signatureVersion = 'v4', ...credential }]) => {
    try {
      resolveStore({ ...credential, signatureVersion })
      return []
    } catch (error) {
      if (!(error instanceof AppError) || error.details === undefined) throw error
      return error.details.map((detail) => ({ path: [name], detail }))
    }
  })
}

function listRivals(credentials: Entries<StateCredential>): EntryProblem[] {
  const defaults = Object.entries(credentials).filter(([, { isDefault }]) => isDefault === true)
  return defaults.flatMap(([name, credential], index) => {
    const rival = defaults.slice(0, index).find(([, other]) => areRivals(other, credential))
    if (rival === undefined) return []
    return [toProblem(name, 'isDefault', `must be true of one credential only, and is of ${rival[0]} already`)]
  })
}

function listSources(credentials: Entries<StateCredential>): EntryProblem[] {
  const sorted = new Set(sortBySource(credentials).map(([name]) => name))
  return Object.entries(credentials).flatMap(([name, { source }]) => {
    if (source === undefined) return []
    if (!Object.hasOwn(credentials, source)) {
      return [toProblem(name, 'source', 'must be a credential of the same account in this file')]
    }
    return sorted.has(name) ? [] : [toProblem(name, 'source', 'must not lead back to this credential')]
  })
}

/** Credentials, each behind the one that assumes its role; those whose sources form a circle are left out. */
export function sortBySource(credentials: Entries<StateCredential>): [string, StateCredential][] {
  const sorted = new Map<string, StateCredential>()
  const all = Object.entries(credentials)
  for (let before = -1; before < sorted.size; ) {
    before = sorted.size
    for (const [name, credential] of all) {
      const { source } = credential
      const isReady = source === undefined || sorted.has(source) || !Object.hasOwn(credentials, source)
      if (isReady && !sorted.has(name)) sorted.set(name, credential)
    }
  }
  return [...sorted]
}

/** Values that only one token may have. @param tell the rule, of the token that has the value already */
function listShared(
  tokens: Entries<StateToken>,
  field: keyof StateToken,
  read: (token: StateToken) => string | undefined,
  tell: (holder: string) => string,
): EntryProblem[] {
  const holders = new Map<string, string>()
  return Object.entries(tokens).flatMap(([name, token]) => {
    const value = read(token)
    if (value === undefined) return []
    const holder = holders.get(value)
    if (holder !== undefined) return [toProblem(name, field, tell(holder))]
    holders.set(value, name)
    return []
  })
}

function toProblem(name: string, field: string, rule: string): EntryProblem {
  return { path: [name], detail: { parameter: field, message: `\`${field}\` ${rule}` } }
}

function under(section: string, problems: readonly EntryProblem[]): EntryProblem[] {
  return problems.map(({ path, detail }) => ({ path: [section, ...path], detail }))
}
