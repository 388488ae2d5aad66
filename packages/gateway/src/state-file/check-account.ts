import { resolveStore } from '../admin/resolve-store.ts'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { areRivals } from '../core/credential-actions.ts'
import type { Entries, StateAccount, StateCredential, StateToken } from './state-fields.ts'
import type { Path } from './yaml-document.ts'

/** A problem of an entry in relation to others, at its place. */
interface EntryProblem {
  readonly path: Path
  readonly detail: ErrorDetail
}

/** Lists the problems of an account's valid entries in relation to each other, and with their stores. */
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
        (holder) => `must name another file: ${holder} uses this one`,
      ),
      ...listShared(
        tokens,
        'oidcSubject',
        ({ oidcSubject }) => oidcSubject,
        (holder) => `must be another subject: ${holder} is for this one`,
      ),
    ]),
  ]
}

/** Refuses a former name that is, or was, the name of another entry, because it would be ambiguous. */
export function listFormerNames(entries: Entries<{ readonly formerName?: string }>): EntryProblem[] {
  const seen = new Set<string>()
  return Object.entries(entries).flatMap(([name, { formerName }]) => {
    if (formerName === undefined) return []
    const isTaken = Object.hasOwn(entries, formerName) || seen.has(formerName)
    seen.add(formerName)
    return isTaken ? [toProblem(name, 'formerName', 'must not be the name or the former name of another entry')] : []
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
    return [toProblem(name, 'isDefault', `must be true for only one credential, and is true for ${rival[0]} already`)]
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

/** Sorts credentials so that each follows the one that assumes its role. Credentials whose sources form a cycle are left out. */
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

/** Lists problems of a value that only one token may have. @param tell returns the rule; it names the token with this value */
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
