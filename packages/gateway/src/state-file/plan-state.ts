import { addAccount } from '../admin/add-account.ts'
import { removeAccount } from '../admin/remove-account.ts'
import { renameAccount } from '../admin/rename-account.ts'
import { showAccount } from '../admin/show-account.ts'
import { countNoun } from '../core/count-noun.ts'
import { type Account, defaultAccountName } from '../core/model.ts'
import { type Change, emptyPlan, joinPlans, type Plan } from './change.ts'
import { type CurrentAccount, type PlanDependencies, readAccount } from './installation.ts'
import { planAdministrators } from './plan-administrators.ts'
import { findMatch, planCredentials } from './plan-credentials.ts'
import { planTokens } from './plan-tokens.ts'
import type { StateAccount, StateFile } from './state-fields.ts'

/**
 * Plans the changes that make an installation match a state file: accounts first, then credentials, tokens and administrators. It
 * changes nothing. A section that the file does not have is ignored.
 */
export async function planState(file: StateFile, dependencies: PlanDependencies): Promise<Plan> {
  return joinPlans([await planAccounts(file, dependencies), await planAdministrators(file, dependencies)])
}

async function planAccounts({ accounts }: StateFile, dependencies: PlanDependencies): Promise<Plan> {
  if (accounts === undefined) return emptyPlan
  const stored = await dependencies.accounts.list()
  const entries = Object.entries(accounts)
  const pairs = entries.map(([name, account]) => ({ name, account, match: findMatch(name, account, stored) }))
  const known = new Set(pairs.map(({ match }) => match?.id))
  const left = stored.filter(({ id, name }) => !known.has(id) && name !== defaultAccountName)
  const surplus = await Promise.all(left.toReversed().map((account) => describeRemoval(account, dependencies)))
  const owned: OwnedPlans[] = []
  for (const pair of pairs) owned.push(await planOwned(pair, dependencies))
  return joinPlans([
    { ...emptyPlan, changes: pairs.flatMap(describeAccount), surplus },
    ...owned.map(({ credentials }) => credentials),
    ...owned.map(({ tokens }) => tokens),
  ])
}

/** An account of the file, and the stored one. */
interface AccountPair {
  readonly name: string
  readonly account: StateAccount
  readonly match: Account | undefined
}

interface OwnedPlans {
  readonly credentials: Plan
  readonly tokens: Plan
}

async function planOwned({ name, account, match }: AccountPair, dependencies: PlanDependencies): Promise<OwnedPlans> {
  const { credentials, tokens } = account
  const nothing: Pick<CurrentAccount, 'credentials' | 'tokens'> = { credentials: [], tokens: [] }
  const stored = match === undefined ? nothing : await readAccount(match, dependencies)
  const path = ['accounts', name]
  return {
    credentials:
      credentials === undefined
        ? emptyPlan
        : await planCredentials(
            { account: name, path: [...path, 'credentials'], entries: credentials, stored: stored.credentials },
            dependencies,
          ),
    tokens:
      tokens === undefined
        ? emptyPlan
        : await planTokens(
            { account: name, path: [...path, 'tokens'], entries: tokens, stored: stored.tokens },
            dependencies,
          ),
  }
}

function describeAccount({ name, match }: AccountPair): Change[] {
  if (match?.name === name) return []
  const target = { kind: 'account', name, effects: [] } as const
  if (match === undefined) {
    return [
      {
        ...target,
        action: 'add',
        fields: [],
        run: async (dependencies) => nothingSaid(addAccount.run({ name }, dependencies)),
      },
    ]
  }
  const fields = [{ field: 'name', from: match.name, to: name }]
  const rename = { name: match.name, newName: name }
  return [
    {
      ...target,
      action: 'rename',
      id: match.id,
      fields,
      run: async (dependencies) => nothingSaid(renameAccount.run(rename, dependencies)),
    },
  ]
}

async function describeRemoval({ id, name }: Account, dependencies: PlanDependencies): Promise<Change> {
  const { credentials, tokens, openUploads } = await showAccount.run({ name }, dependencies)
  const uploads =
    openUploads === 0 ? '' : ` Signpost will no longer abort its ${countNoun(openUploads, 'open multipart upload')}.`
  return {
    ...{ action: 'remove', kind: 'account', name, id, fields: [] },
    effects: [
      `Signpost will also remove its ${countNoun(credentials, 'credential')} and ${countNoun(tokens, 'token')}.${uploads}`,
    ],
    run: async (dependencies) => nothingSaid(removeAccount.run({ name }, dependencies)),
  }
}

async function nothingSaid(acting: Promise<unknown>): Promise<readonly string[]> {
  await acting
  return []
}
