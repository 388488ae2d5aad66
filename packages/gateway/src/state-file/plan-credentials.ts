import { removeCredential } from '../admin/remove-credential.ts'
import { renameCredential } from '../admin/rename-credential.ts'
import type { FieldChange } from '../core/administration-event.ts'
import { countNoun } from '../core/count-noun.ts'
import { areRivals } from '../core/credential-actions.ts'
import type { Credential } from '../core/model.ts'
import { type Change, emptyPlan, joinPlans, onAccount, type Plan } from './change.ts'
import { addChange, editChange } from './change-credential.ts'
import { sortBySource } from './check-account.ts'
import { compareSecrets, readSecrets } from './compare-secret.ts'
import { compareCredentials, toCurrent, toDesired } from './desired-credential.ts'
import type { PlanDependencies } from './installation.ts'
import type { Entries, StateCredential } from './state-fields.ts'
import { hasEnded } from './state-times.ts'
import type { Path } from './yaml-document.ts'

/** The part of the input that concerns one account. */
export interface AccountPlanInput<Entry, Stored> {
  /** Its name after renaming. */
  readonly account: string
  /** The place of the entries in the file. */
  readonly path: Path
  readonly entries: Entries<Entry>
  readonly stored: readonly Stored[]
}

/** Plans the changes that make an account's credentials match the file. */
export async function planCredentials(
  input: AccountPlanInput<StateCredential, Credential>,
  dependencies: PlanDependencies,
): Promise<Plan> {
  const { account, entries, stored } = input
  const names = new Map(stored.map(({ id, name }) => [id, name]))
  const matched = new Map<string, Credential>()
  const plans = sortBySource(entries).map(([name, credential]) => {
    const match = findMatch(name, credential, stored)
    if (match !== undefined) matched.set(match.id, match)
    return planCredential({ ...input, name, credential, match, names }, dependencies)
  })
  const surplus = await Promise.all(
    stored
      .filter(({ id }) => !matched.has(id))
      .toReversed()
      .map((credential) => describeRemoval(credential, account, dependencies)),
  )
  return joinPlans([...plans, { ...emptyPlan, surplus }, { ...emptyPlan, notes: listLostDefaults(input) }])
}

/** Finds the stored entry with the name, otherwise the one with the former name. */
export function findMatch<Stored extends { readonly name: string }>(
  name: string,
  { formerName }: { readonly formerName?: string },
  stored: readonly Stored[],
): Stored | undefined {
  return stored.find((one) => one.name === name) ?? stored.find((one) => one.name === formerName)
}

/** One credential of the file, and the stored one. */
interface Pair extends AccountPlanInput<StateCredential, Credential> {
  readonly name: string
  readonly credential: StateCredential
  readonly match: Credential | undefined
  readonly names: ReadonlyMap<string, string>
}

function planCredential(pair: Pair, dependencies: PlanDependencies): Plan {
  const { name, credential, match, account } = pair
  const path = [...pair.path, name]
  const desired = toDesired(credential, match)
  const { secrets, missing } = readSecrets(credential, dependencies)
  const needed = missing.map(({ field, problem }) => ({
    path: [...path, field],
    message: `The ${field} of ${account}/${name} is not available: ${problem}`,
  }))
  const isOver = hasEnded(credential.expiresAt, dependencies.clock())
  const over = isOver
    ? [{ path: [...path, 'expiresAt'], message: '"expiresAt" has passed: these keys have expired' }]
    : []
  if (match === undefined) {
    const change = addChange({ account, name, credential, desired, secrets })
    return { ...emptyPlan, changes: [change], missing: needed, problems: over }
  }
  const current = toCurrent(match, pair.names)
  const differences = compareCredentials(current, desired)
  if (differences.source.length > 0) {
    const message = `The source of the keys of ${name} cannot be changed: add the other source as a credential with another name, and remove this one`
    return { ...emptyPlan, problems: [{ path: [...path, 'from'], message }] }
  }
  const isCompared = secrets.secretAccessKey !== undefined
  const comparison = isCompared ? compareSecrets(match, secrets, dependencies.ring) : undefined
  const keys = [...differences.keys, ...describeSecret(comparison, credential)]
  const notes = [
    ...(keys.length > 0
      ? []
      : missing.map(({ problem }) => `${problem}, so the secret of ${account}/${name} was not compared.`)),
    ...(typeof comparison === 'object' && 'unopened' in comparison
      ? [`The secret of ${account}/${name} was not compared: ${comparison.unopened}`]
      : []),
  ]
  const renaming = match.name === name ? [] : [describeRenaming(match, name, account)]
  const { store, use } = differences
  if (keys.length + store.length + use.length === 0) return { ...emptyPlan, changes: renaming, notes }
  const change = editChange({ account, name, credential, desired, secrets, match, keys, store, use })
  const ofKeys = keys.length > 0 ? { missing: needed, problems: over } : {}
  return { ...emptyPlan, changes: [...renaming, change], notes, ...ofKeys }
}

/** Shows a secret as a field of a plan: that it changes, never its value. */
function describeSecret(
  comparison: ReturnType<typeof compareSecrets> | undefined,
  credential: StateCredential,
): FieldChange[] {
  const to =
    credential.sessionToken === undefined
      ? credential.secretAccessKey
      : `${credential.secretAccessKey}, ${credential.sessionToken}`
  if (comparison === 'other') return [{ field: 'secretAccessKey', from: 'another secret', to }]
  if (typeof comparison !== 'object' || 'unopened' in comparison) return []
  return [{ field: 'secretAccessKey', from: 'a secret that cannot be opened', to }]
}

function describeRenaming({ id, name: formerName }: Credential, name: string, account: string): Change {
  return {
    ...{ action: 'rename', kind: 'credential', account, name, id },
    fields: [{ field: 'name', from: formerName, to: name }],
    effects: [`Requests that name the credential ${formerName} will be refused.`],
    async run(dependencies) {
      await renameCredential.run({ name: formerName, newName: name }, await onAccount(dependencies, account))
      return []
    },
  }
}

async function describeRemoval(
  credential: Credential,
  account: string,
  { uploads }: Pick<PlanDependencies, 'uploads'>,
): Promise<Change> {
  const { id, name, bucketPatterns, isDefault, accountId } = credential
  const buckets = [...bucketPatterns, ...(isDefault ? ['every bucket without another credential'] : [])]
  const openUploads = await uploads.countOpen(accountId, id)
  return {
    ...{ action: 'remove', kind: 'credential', account, name, id, fields: [] },
    effects: [
      buckets.length === 0 ? 'It signs only for requests that name it.' : `It signs for: ${buckets.join(', ')}.`,
      ...(openUploads > 0 ? [`It has begun ${countNoun(openUploads, 'open multipart upload')}.`] : []),
    ],
    async run(dependencies) {
      await removeCredential.run({ name }, await onAccount(dependencies, account))
      return []
    },
  }
}

/** Notes each credential that stops being the default because another one becomes it. */
function listLostDefaults({ account, entries, stored }: AccountPlanInput<StateCredential, Credential>): string[] {
  const next = Object.entries(entries).filter(([, { isDefault }]) => isDefault === true)
  return stored.flatMap((former) => {
    const heir = next.find(
      ([name, one]) => name !== former.name && one.formerName !== former.name && areRivals(one, former),
    )
    const isSaid = Object.hasOwn(entries, former.name) && entries[former.name]?.isDefault !== undefined
    if (!former.isDefault || heir === undefined || isSaid) return []
    return [`${account}/${former.name} will no longer be the default credential: ${heir[0]} replaces it.`]
  })
}
