import { Type } from 'typebox'
import type { AdministrationEvent, AdministrationTarget, FieldChange } from '../core/administration-event.ts'
import type { Account, Credential, Token } from '../core/model.ts'
import type { Needs } from './dependencies.ts'
import { toJsonValue } from './to-json-value.ts'

/** The changes of an act, in its result. */
export const changesField = Type.Array(
  Type.Object({ field: Type.String(), from: Type.Unknown(), to: Type.Unknown() }),
  { description: 'Each field whose value changed; null means no value' },
)

/** The fields of a target, as the log and people see them, without secrets. An absent field has no value. */
export type ShownFields = Readonly<Record<string, unknown>>

/** A change, as an act describes it. */
interface Change {
  /** Name of the act. */
  readonly act: string
  readonly target: AdministrationTarget
  /** The target before the change; absent if the act created it. */
  readonly before?: ShownFields
  /** The target after the change; absent if the act removed it. */
  readonly after?: ShownFields
  /** The account that the change concerns; null for the installation. By default the account that the act works on. */
  readonly accountId?: string | null
}

/** Creates the audit event of a change, for the repository that makes the change. */
export function describeChange(
  { act, target, before = {}, after = {}, accountId: concerned }: Change,
  { actor, clock, accountId }: Needs<'actor' | 'clock' | 'accountId'>,
): AdministrationEvent {
  const account = concerned === undefined ? accountId : concerned
  return {
    at: clock(),
    actor,
    act,
    ...(account === null ? {} : { accountId: account }),
    target,
    changes: listChanges(before, after),
  }
}

/** Lists the fields that differ, in their order in `before` and then in `after`. */
export function listChanges(before: ShownFields, after: ShownFields): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.flatMap((field) => {
    const [from, to] = [tell(field, before), tell(field, after)]
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }]
  })
}

/** Returns a field's value in the form for programs. If the name of the field says that it is a time, it is in ISO 8601. */
function tell(field: string, fields: ShownFields): unknown {
  const told = toJsonValue({ [field]: fields[field] }) as ShownFields
  return told[field] ?? null
}

/** Describes a credential as the target of a change. */
export function toCredentialTarget({ id, name }: Pick<Credential, 'id' | 'name'>): AdministrationTarget {
  return { kind: 'credential', id, name }
}

const untold = ['id', 'accountId', 'sealedSecret', 'createdAt', 'isSandbox', 'renewal', 'guard', 'examination'] as const

/** Returns the fields of a credential that an operator sets: without its secret, the state of its renewal and what S3 said about it. */
export function showCredentialFields(credential: Credential): ShownFields {
  const fields: Record<string, unknown> = { ...credential }
  for (const name of untold) delete fields[name]
  return fields
}

/** Describes a token as the target of a change. */
export function toTokenTarget({ id, name }: Pick<Token, 'id' | 'name'>): AdministrationTarget {
  return { kind: 'token', id, name }
}

/** Returns the fields of a token that an operator sets, each limit as its own field; never its hash. */
export function showTokenFields({ name, limits, credentialId, oidcSubject, expiresAt }: Token): ShownFields {
  return { name, ...limits, credentialId, oidcSubject, expiresAt }
}

/** Describes an account as the target of a change. */
export function toAccountTarget({ id, name }: Pick<Account, 'id' | 'name'>): AdministrationTarget {
  return { kind: 'account', id, name }
}
