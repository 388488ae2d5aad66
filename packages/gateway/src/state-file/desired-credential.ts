import { listChanges, type ShownFields } from '../admin/record-change.ts'
import { resolveStore } from '../admin/resolve-store.ts'
import type { FieldChange } from '../core/administration-event.ts'
import type { Credential, CredentialSource } from '../core/model.ts'
import type { StateCredential } from './state-fields.ts'
import { toTime } from './state-times.ts'

/** What a credential is to be, or is, in fields that can be compared: what says nothing is undefined. */
export interface ComparedCredential {
  readonly keys: ShownFields
  readonly source: ShownFields
  readonly store: ShownFields
  readonly use: ShownFields
}

/**
 * What a credential of the file is to be, with its store as it will be stored.
 * @param stored the one that is there, whose default the file may leave as it is
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

/** @param names of the account's credentials, by their ids */
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

/** The source of a credential in the fields of the file. */
export function toSourceFields(
  source: CredentialSource | undefined,
  names: ReadonlyMap<string, string>,
): { readonly from?: string; readonly [field: string]: string | number | undefined } {
  if (source === undefined) return {}
  if (source.from !== 'assume-role') return { ...source }
  const { roleArn, credentialId, externalId, sessionSeconds } = source
  return { from: `assume-role:${roleArn}`, source: names.get(credentialId), externalId, sessionSeconds }
}

/** The order of a list means nothing, and what is empty or false is as good as absent. */
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

/** Fields without those that say nothing. */
export function dropUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The fields in which two credentials differ, by their groups. */
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
