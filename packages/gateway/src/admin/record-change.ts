import { Type } from 'typebox'
import type { AdministrationEvent, AdministrationTarget, FieldChange } from '../core/administration-event.ts'
import type { Account, Credential, Token } from '../core/model.ts'
import type { Needs } from './dependencies.ts'
import { toJsonValue } from './to-json-value.ts'

/** What an act changed, as its result has it. */
export const changesField = Type.Array(
  Type.Object({ field: Type.String(), from: Type.Unknown(), to: Type.Unknown() }),
  { description: 'Each field that has another value now; null is none' },
)

/** What a target's fields are, as the log and people see them: no secret is in them. An absent one has no value. */
export type ShownFields = Readonly<Record<string, unknown>>

/** A change as an act knows it. */
interface Change {
  /** Name of the act. */
  readonly act: string
  readonly target: AdministrationTarget
  /** The target before; absent when it was made. */
  readonly before?: ShownFields
  /** The target afterwards; absent when it was removed. */
  readonly after?: ShownFields
  /** The account that it concerns; null for the installation. Without it, the account of the acts. */
  readonly accountId?: string | null
}

/** The event that tells of a change, for the repository that makes it. */
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

/** The fields that differ, in the order of their names in both. */
export function listChanges(before: ShownFields, after: ShownFields): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.flatMap((field) => {
    const [from, to] = [tell(field, before), tell(field, after)]
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }]
  })
}

/** A value as programs read it: a time in ISO 8601, which the name of its field says it is. */
function tell(field: string, fields: ShownFields): unknown {
  const told = toJsonValue({ [field]: fields[field] }) as ShownFields
  return told[field] ?? null
}

/** A credential as the target of a change. */
export function toCredentialTarget({ id, name }: Pick<Credential, 'id' | 'name'>): AdministrationTarget {
  return { kind: 'credential', id, name }
}

const untold = ['id', 'accountId', 'sealedSecret', 'createdAt', 'isSandbox', 'renewal', 'guard', 'examination'] as const

/** What an operator has given of a credential. Its secret, how far its renewal is and what S3 said of it are not. */
export function showCredentialFields(credential: Credential): ShownFields {
  const fields: Record<string, unknown> = { ...credential }
  for (const name of untold) delete fields[name]
  return fields
}

/** A token as the target of a change. */
export function toTokenTarget({ id, name }: Pick<Token, 'id' | 'name'>): AdministrationTarget {
  return { kind: 'token', id, name }
}

/** What an operator has given of a token, each limit as a field of its own; never its hash. */
export function showTokenFields({ name, limits, credentialId, oidcSubject, expiresAt }: Token): ShownFields {
  return { name, ...limits, credentialId, oidcSubject, expiresAt }
}

/** An account as the target of a change. */
export function toAccountTarget({ id, name }: Pick<Account, 'id' | 'name'>): AdministrationTarget {
  return { kind: 'account', id, name }
}
