import { type Static, Type } from 'typebox'
import type { AdministrationEntry } from '../core/administration-event.ts'
import type { AdministrationQuery } from '../core/audit-ports.ts'
import { defineAct, type Given } from './act.ts'
import { requireInstallation } from './authorize.ts'
import { createInputCheck } from './check-input.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'
import { nextCursorField, pageFields, parseRowNumber, readPageBy } from './page.ts'
import { changesField } from './record-change.ts'

/** The fields that filter the events of administration. */
export const administrationFilterInput = Type.Object({
  since: Type.Optional(defineTime('Events from this time on')),
  until: Type.Optional(defineTime('Events before this time')),
  targetId: Type.Optional(
    Type.String({
      description: 'Of the account, credential or token with this id',
      pattern: '^(?:acc|cred|tok)_\\w{1,64}$',
      'x-rule': 'must be the id of an account, a credential or a token (acc_…, cred_…, tok_…)',
    }),
  ),
  everyAccount: Type.Optional(Type.Boolean({ description: 'Of every account, and of the installation' })),
})

/** The fields, in the order of the columns of a CSV file. */
export const administrationFields = [
  'id',
  'at',
  'via',
  'actor',
  'act',
  'accountId',
  'targetKind',
  'targetId',
  'targetName',
  'changes',
] as const

const optionalText = Type.Union([Type.String(), Type.Null()])

/** Lists the changes that administration made, newest first. */
export const listAdministrationEvents = defineAct({
  name: 'list_administration_events',
  summary: 'List what was added, changed and removed, newest first',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ ...administrationFilterInput.properties, ...pageFields }),
  result: Type.Object({
    events: Type.Array(
      Type.Object({
        id: Type.Integer(),
        at: Type.String({ description: 'When it was done; ISO 8601' }),
        via: Type.String({ description: 'The interface through which it was done' }),
        actor: Type.String({ description: 'Who did it; at the command line, the user of the operating system' }),
        act: Type.String(),
        accountId: optionalText,
        targetKind: Type.String(),
        targetId: Type.String(),
        targetName: Type.String(),
        changes: changesField,
      }),
    ),
    nextCursor: nextCursorField,
  }),
  async run({ limit, cursor, ...filter }, dependencies: Needs<'administration' | 'accountId' | 'reach'>) {
    const page = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) }
    const toPlace = ({ at, id }: AdministrationEntry) => ({ time: at, id: String(id) })
    const { rows, nextCursor } = await readPageBy(page, toPlace, (probeLimit, place) => {
      const position = place === undefined ? {} : { after: { at: place.time, id: parseRowNumber(place.id) } }
      const query = { ...parseAdministrationFilter(filter, dependencies), ...position, limit: probeLimit }
      return dependencies.administration.list({ ...query, order: 'newest' })
    })
    return { events: rows.map(toAdministrationFields), nextCursor }
  },
})

const checkFilter = createInputCheck(administrationFilterInput)

type Filter = Omit<AdministrationQuery, 'order' | 'limit' | 'after'>

/**
 * Reads the filter for the events of one account, or of every account.
 * @throws AppError `invalid_request`; `role_not_sufficient` for every account when the administrator reaches only one
 */
export function parseAdministrationFilter(
  input: Given<Static<typeof administrationFilterInput>>,
  dependencies: Needs<'accountId' | 'reach'>,
): Filter {
  const { everyAccount = false, ...filter } = checkFilter(input)
  if (!everyAccount) return { ...filter, accountId: dependencies.accountId }
  requireInstallation('Changes in every account', dependencies)
  return filter
}

/** An event in the form that the command line prints for programs. */
export type AdministrationFields = Awaited<ReturnType<typeof listAdministrationEvents.run>>['events'][number]

/** Converts an entry to all its fields, in the order of {@link administrationFields}. */
export function toAdministrationFields({ id, at, actor, act, accountId, target, changes }: AdministrationEntry) {
  return {
    id,
    at: new Date(at).toISOString(),
    via: actor.via,
    actor: actor.name,
    act,
    accountId: accountId ?? null,
    targetKind: target.kind,
    targetId: target.id,
    targetName: target.name,
    changes,
  }
}
