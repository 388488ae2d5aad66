import { listChanges, type ShownFields } from '../admin/record-change.ts'
import { resolveStore } from '../admin/resolve-store.ts'
import type { FieldChange } from '../core/administration-event.ts'
import type { Credential, CredentialSource } from '../core/model.ts'
import type { StateCredential } from './state-fields.ts'
import { toTime } from './state-times.ts'

/** A desired or stored credential, in fields that can be compared. A field without a value is undefined. */
export interface ComparedCredential {
  readonly keys: ShownFields
  readonly source: ShownFields
  readonly store: ShownFields
  readonly use: ShownFields
}

/**
 * Converts a credential of the file to the desired credential, with its store resolved.
 * @param stored the stored credential; if the file does not set `isDefault`, its value stays
 */
export function toDesired(credential: StateCredential, stored: Credential | undefined): ComparedCredential {
  const { from, source, externalId, profile, sessionSeconds, region, addressing, aclPlacement } = credential
  const { signatureVersion = 'v4' } = credential
  const store = resolveStore({ ...credential, signatureVersion })
  return {
    keys: { accessKeyId: credential.accessKeyId, expiresAt: toTime(credential.expiresAt) },
    source: { from, source, externalId, profile, sessionSeconds },
    store: { region, ...store, addressing, aclPlacement, signatureVersion },
    use: showUse({ ...credential, isDefault: credential.isDefault ?? stored?.isDefault }),
  }
}

/** Converts a stored credential. @param names the names of the account's credentials, by their ids */
export function toCurrent(credential: Credential, names: ReadonlyMap<string, string>): ComparedCredential {
  const { region, preset, endpoint, publicEndpoint, addressing, aclPlacement, signatureVersion } = credential
  const isRenewing = credential.source !== undefined
  return {
    keys: isRenewing ? {} : { accessKeyId: credential.accessKeyId, expiresAt: toTime(credential.expiresAt) },
    source: toSourceFields(credential.source, names),
    store: { region, preset, endpoint, publicEndpoint, addressing, aclPlacement, signatureVersion },
    use: showUse(credential),
  }
}

/** Converts the source of a credential to fields of the file. */
export function toSourceFields(
  source: CredentialSource | undefined,
  names: ReadonlyMap<string, string>,
): { readonly from?: string; readonly [field: string]: string | number | undefined } {
  if (source === undefined) return {}
  if (source.from !== 'assume-role') return { ...source }
  const { roleArn, credentialId, externalId, sessionSeconds } = source
  return { from: `assume-role:${roleArn}`, source: names.get(credentialId), externalId, sessionSeconds }
}

/** Normalizes the fields: the order of a list means nothing, and an empty or false value is the same as none. */
function showUse({
  bucketPatterns = [],
  isDefault,
  actions,
  acceptsOpenStore,
}: {
  readonly bucketPatterns?: readonly string[]
  readonly isDefault?: boolean | undefined
  readonly actions?: readonly string[]
  readonly acceptsOpenStore?: boolean
}): ShownFields {
  return {
    bucketPatterns: bucketPatterns.length === 0 ? undefined : bucketPatterns.toSorted(),
    isDefault: isDefault === true ? true : undefined,
    actions: actions?.toSorted(),
    acceptsOpenStore: acceptsOpenStore === true ? true : undefined,
  }
}

/** Removes undefined fields. */
export function dropUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Lists the fields in which two credentials differ, by group. */
export function compareCredentials(
  current: ComparedCredential,
  desired: ComparedCredential,
): Readonly<Record<keyof ComparedCredential, readonly FieldChange[]>> {
  return {
    keys: listChanges(current.keys, desired.keys),
    source: listChanges(current.source, desired.source),
    store: listChanges(current.store, desired.store),
    use: listChanges(current.use, desired.use),
  }
}
