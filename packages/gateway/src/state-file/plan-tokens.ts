import { createToken } from '../admin/create-token.ts'
import { listChanges, type ShownFields } from '../admin/record-change.ts'
import { revokeToken } from '../admin/revoke-token.ts'
import { setToken } from '../admin/set-token.ts'
import { nameState, restrictionFields } from '../admin/token-record.ts'
import type { FieldChange } from '../core/administration-event.ts'
import type { Token } from '../core/model.ts'
import { type Change, emptyPlan, joinPlans, onAccount, type Plan } from './change.ts'
import type { PlanDependencies } from './installation.ts'
import { orderSubjects } from './order-subjects.ts'
import type { AccountPlanInput } from './plan-credentials.ts'
import type { StateToken } from './state-fields.ts'
import { hasEnded, toMoment, toTime } from './state-times.ts'
import { type Handover, handOver, inspectHandover, type ValueTo } from './value-handover.ts'
import type { Path } from './yaml-document.ts'

/** Plans the changes that make an account's tokens match the file. */
export async function planTokens(
  { account, path, entries, stored }: AccountPlanInput<StateToken, Token>,
  dependencies: PlanDependencies,
): Promise<Plan> {
  const now = dependencies.clock()
  const byName = Map.groupBy(stored, ({ name }) => name)
  const isGood = (token: Token) => nameState(token, now) === 'active'
  const matched = new Set<string>()
  const plans: Plan[] = []
  for (const [name, token] of Object.entries(entries)) {
    const namesakes = [name, token.formerName ?? ''].map((one) => byName.get(one) ?? [])
    const pair = { account, name, token, path: [...path, name] }
    const [good = []] = namesakes.map((some) => some.filter(isGood)).filter(({ length }) => length > 0)
    // Of several ended tokens, the newest one counts.
    const match = good[0] ?? namesakes.find(({ length }) => length > 0)?.at(-1)
    if (good.length > 1) plans.push(refuseNamesakes(pair, good))
    else plans.push(match === undefined ? await planNew(pair, dependencies) : planEdit(pair, match, now))
    for (const { id } of good) matched.add(id)
  }
  const surplus = stored.filter((token) => !matched.has(token.id) && isGood(token))
  const { tokens } = dependencies
  const made = await orderSubjects(joinPlans(plans), path, { tokens, accountId: stored[0]?.accountId })
  return { ...made, surplus: surplus.toReversed().map((token) => describeRevocation(token, account)) }
}

/** A token of the file. */
interface Target {
  readonly account: string
  readonly name: string
  readonly token: StateToken
  readonly path: Path
}

function refuseNamesakes({ name, account, path }: Target, namesakes: readonly Token[]): Plan {
  const ids = namesakes.map(({ id }) => id).join(', ')
  const message = `The account ${account} has ${namesakes.length} tokens called ${name} (${ids}), but a file distinguishes tokens by their names: rename them with signpost token set ID --name NAME, or revoke the unused ones`
  return { ...emptyPlan, problems: [{ path, message }] }
}

async function planNew(target: Target, dependencies: PlanDependencies): Promise<Plan> {
  const { account, name, token, path } = target
  const { valueTo } = token
  if (hasEnded(token.expiresAt, dependencies.clock())) {
    return {
      ...emptyPlan,
      notes: [
        `The token ${account}/${name} is not created, because it would have expired at ${toTime(token.expiresAt)}.`,
      ],
    }
  }
  // A token that is used only by signing in needs no value.
  if (valueTo === undefined && token.oidcSubject === undefined) {
    const message = '"valueTo" is required: the token is new, and its value is available only when it is created'
    return { ...emptyPlan, problems: [{ path: [...path, 'valueTo'], message }] }
  }
  const { folder } = dependencies.references
  const found = valueTo === undefined ? undefined : await inspectHandover(valueTo, folder, dependencies.tokens)
  const problems = found?.kind === 'taken' ? [{ path: [...path, 'valueTo', 'file'], message: found.problem }] : []
  const change: Change = {
    ...{ action: 'add', kind: 'token', account, name },
    fields: listChanges({}, showDesired(token)),
    effects: [describeValue(valueTo, found)],
    async run(live) {
      const acting = await onAccount(live, account)
      // Another run may have created it since the plan. A value must not be handed over unless it becomes a valid token.
      const present = await acting.tokens.listByName(acting.accountId, name)
      if (present.some((one) => nameState(one, acting.clock()) === 'active')) throw new Error(describeRival(name))
      const text = found?.kind === 'kept' ? found.text : live.newToken()
      const said = found?.kind === 'new' && valueTo !== undefined ? [await handOver(text, valueTo, folder)] : []
      const input = { name, ...pickLimits(token), ...toEnd(token) }
      const { isNew } = await createToken.run({ ...input, ifAbsent: true }, { ...acting, newToken: () => text })
      if (!isNew) throw new Error(`${describeRival(name)} The value that was handed over belongs to no token`)
      return said
    },
  }
  return { ...emptyPlan, changes: [change], problems }
}

function describeRival(name: string): string {
  return `A token called ${name} was created meanwhile, so this one is not created.`
}

function describeValue(valueTo: ValueTo | undefined, found: Handover | undefined): string {
  if (valueTo === undefined) return 'Its value goes nowhere, because it is used only by signing in.'
  const { file, command } = valueTo
  if (found?.kind === 'kept') return `Its value is the one in ${file}, which no token uses yet.`
  return `Its value goes to ${file === undefined ? `the command: ${command}` : `the file ${file}`}.`
}

function planEdit({ account, name, token, path }: Target, match: Token, now: number): Plan {
  const fields = listChanges(showCurrent(match), { name, ...showDesired(token) })
  if (fields.length === 0) return emptyPlan
  const isEndNew = fields.some(({ field }) => field === 'expiresAt')
  const message = '"expiresAt" has passed: to end the token now, remove it from the file and apply with --prune'
  const problems = isEndNew && hasEnded(token.expiresAt, now) ? [{ path: [...path, 'expiresAt'], message }] : []
  const change: Change = {
    ...{
      action: fields.some(({ field }) => field === 'name') ? 'rename' : 'change',
      kind: 'token',
      account,
      name,
      id: match.id,
    },
    fields,
    effects: [],
    async run(dependencies) {
      const input = { id: match.id, ...toSetInput(fields, name, token) }
      await setToken.run(input as Parameters<typeof setToken.run>[0], await onAccount(dependencies, account))
      return []
    },
  }
  return { ...emptyPlan, changes: [change], problems }
}

/** Builds the input of `set_token`. */
function toSetInput(fields: readonly FieldChange[], name: string, token: StateToken): object {
  const wanted: Readonly<Record<string, unknown>> = { name, ...pickLimits(token), ...toEnd(token) }
  const [removed, given] = [fields.filter(({ to }) => to === null), fields.filter(({ to }) => to !== null)]
  return {
    ...Object.fromEntries(given.map(({ field }) => [field, wanted[field]])),
    ...(removed.length === 0 ? {} : { remove: removed.map(({ field }) => field) }),
  }
}

function describeRevocation({ id, name, lastUsedAt }: Token, account: string): Change {
  const use = lastUsedAt === undefined ? 'It was never used.' : `It was last used at ${toTime(lastUsedAt)}.`
  return {
    ...{ action: 'revoke', kind: 'token', account, name, id, fields: [] },
    effects: [`Its requests are refused from then on. ${use}`],
    async run(dependencies) {
      await revokeToken.run({ id }, await onAccount(dependencies, account))
      return []
    },
  }
}

const limitNames = [...Object.keys(restrictionFields), 'oidcSubject'] as (
  | keyof typeof restrictionFields
  | 'oidcSubject'
)[]

/** Picks the restrictions of a token, and its subject. */
function pickLimits(token: StateToken): Pick<StateToken, (typeof limitNames)[number]> {
  return Object.fromEntries(limitNames.flatMap((name) => (token[name] === undefined ? [] : [[name, token[name]]])))
}

function showDesired(token: StateToken): ShownFields {
  return { ...showLimits(pickLimits(token)), expiresAt: toTime(token.expiresAt) }
}

function showCurrent({ name, limits, oidcSubject, expiresAt }: Token): ShownFields {
  return { name, ...showLimits({ ...limits, oidcSubject }), expiresAt: toTime(expiresAt) }
}

/** Sorts the lists in the limits, because their order means nothing. */
function showLimits(limits: object): ShownFields {
  return Object.fromEntries(
    Object.entries(limits).map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value]),
  )
}

function toEnd({ expiresAt }: StateToken): { readonly expiresAt?: number } {
  const end = toMoment(expiresAt)
  return end === undefined ? {} : { expiresAt: end }
}
