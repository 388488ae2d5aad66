import type { ActInput, ActResult } from '../../api/act.ts'
import { listEntries } from '../../components/list-entries.ts'
import { toIso } from '../../components/local-moment.ts'
import { composeEndpoint, followsRegion, matchEndpoint, type Store } from './endpoint-form.ts'

/** An action that a credential can be limited to. */
export type Action = NonNullable<ActInput<'add_credential'>['actions']>[number]

/** A stored credential, as `show_credential` returns it. */
export type Credential = ActResult<'show_credential'>

/** Stands for an endpoint that has none of the store's own forms. */
export const otherForm = -1

/** The fields that say which store is meant and how to reach it. An empty string is no value. */
export type StoreValues = {
  preset: string
  region: string
  /** The index of the form of endpoint among the store's. With {@link otherForm}, `endpoint` counts. */
  form: number
  /** The values for the braces of the form. */
  parts: Record<string, string>
  endpoint: string
  publicEndpoint: string
  addressing: string
  aclPlacement: string
  signatureVersion: string
}

/** The fields that say what a credential signs for. */
export type UseValues = {
  bucketPatterns: string[]
  isDefault: boolean
  actions: Action[]
  acceptsOpenStore: boolean
}

/** Where keys that renew automatically come from. */
export type SourceKind = 'instance' | 'container' | 'web-identity' | 'profile' | 'assume-role'

/** The fields of the keys. Times have the format of a `datetime-local` field. */
export type KeyValues = {
  accessKeyId: string
  secretAccessKey: string
  isTemporary: boolean
  sessionToken: string
  expiresAt: string
}

/** Everything that makes up a new credential. */
export type CredentialValues = StoreValues &
  UseValues &
  KeyValues & {
    name: string
    renews: boolean
    from: SourceKind
    roleArn: string
    source: string
    externalId: string
    profile: string
    sessionSeconds: number | string
    unchecked: boolean
  }

/** The values of an empty form. */
export const emptyCredential: CredentialValues = {
  name: '',
  preset: '',
  region: '',
  form: 0,
  parts: {},
  endpoint: '',
  publicEndpoint: '',
  addressing: '',
  aclPlacement: '',
  signatureVersion: 'v4',
  accessKeyId: '',
  secretAccessKey: '',
  isTemporary: false,
  sessionToken: '',
  expiresAt: '',
  renews: false,
  from: 'assume-role',
  roleArn: '',
  source: '',
  externalId: '',
  profile: '',
  sessionSeconds: '',
  bucketPatterns: [],
  isDefault: false,
  actions: [],
  acceptsOpenStore: false,
  unchecked: false,
}

/** Returns the values of a stored credential, for a form that changes it. */
export function toValues(credential: Credential, store: Store): StoreValues & UseValues {
  const { preset, region, endpoint, publicEndpoint, addressing, aclPlacement, signatureVersion } = credential
  const match = endpoint === undefined ? { index: 0, values: {} } : matchEndpoint(store.endpoints, endpoint)
  return {
    preset,
    region,
    form: match?.index ?? otherForm,
    parts: { ...match?.values },
    endpoint: match === undefined ? (endpoint ?? '') : '',
    publicEndpoint: publicEndpoint ?? '',
    addressing: addressing ?? '',
    aclPlacement: aclPlacement ?? '',
    signatureVersion,
    bucketPatterns: [...credential.bucketPatterns],
    isDefault: credential.isDefault,
    actions: [...(credential.actions ?? [])],
    acceptsOpenStore: credential.acceptsOpenStore === true,
  }
}

/** Finds the first bucket that a credential names in full. @returns undefined if it names none */
export function findOwnBucket({ bucketPatterns }: Credential): string | undefined {
  return bucketPatterns.find((pattern) => !pattern.endsWith('*'))
}

/** Returns the chosen endpoint. @returns undefined if the gateway derives it, or if a part of it is still missing */
export function chooseEndpoint({ form, parts, endpoint, region }: StoreValues, store: Store): string | undefined {
  const chosen = store.endpoints[form]
  if (chosen === undefined) return endpoint.trim() || undefined
  return followsRegion(store, form) ? undefined : composeEndpoint(chosen, { ...parts, region })
}

/** Returns the input for `add_credential`. */
export function toAddInput(values: CredentialValues, store: Store): ActInput<'add_credential'> {
  const { name, addressing, aclPlacement, signatureVersion, actions, isDefault } = values
  const bucketPatterns = listEntries(values.bucketPatterns)
  const { acceptsOpenStore, unchecked } = values
  return dropEmpty({
    name: name.trim(),
    preset: store.preset,
    region: values.region.trim(),
    endpoint: chooseEndpoint(values, store),
    publicEndpoint: values.publicEndpoint.trim(),
    addressing,
    aclPlacement,
    ...(signatureVersion === 'v2' ? { signatureVersion } : {}),
    ...(values.renews ? toSourceInput(values) : toKeyInput(values)),
    bucketPatterns: bucketPatterns.length === 0 ? undefined : bucketPatterns,
    actions: actions.length === 0 ? undefined : actions,
    isDefault: isDefault || undefined,
    acceptsOpenStore: acceptsOpenStore || undefined,
    unchecked: unchecked || undefined,
  }) as ActInput<'add_credential'>
}

/** Returns the keys as `add_credential` and `rotate_credential` accept them. */
export function toKeyInput({ accessKeyId, secretAccessKey, isTemporary, sessionToken, expiresAt }: KeyValues) {
  const end = isTemporary ? { sessionToken: sessionToken.trim(), expiresAt: toIso(expiresAt) } : {}
  return dropEmpty({ accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim(), ...end })
}

function toSourceInput({ from, roleArn, source, externalId, profile, sessionSeconds }: CredentialValues) {
  const session = sessionSeconds === '' ? undefined : Number(sessionSeconds)
  if (from === 'assume-role') {
    return { from: `assume-role:${roleArn.trim()}`, source, externalId: externalId.trim(), sessionSeconds: session }
  }
  if (from === 'profile') return { from, profile: profile.trim() }
  return from === 'web-identity' ? { from, sessionSeconds: session } : { from }
}

/** Returns the input for `set_credential`: the fields that differ, and those to remove. */
export function toSetInput(
  name: string,
  values: StoreValues & UseValues,
  { credential, store }: { readonly credential: Credential; readonly store: Store },
): ActInput<'set_credential'> {
  const bucketPatterns = listEntries(values.bucketPatterns)
  const wanted: Record<string, unknown> = {
    region: values.region.trim(),
    preset: values.preset,
    endpoint: chooseEndpoint(values, store),
    publicEndpoint: values.publicEndpoint.trim() || undefined,
    addressing: values.addressing || undefined,
    aclPlacement: values.aclPlacement || undefined,
    signatureVersion: values.signatureVersion,
    bucketPatterns: bucketPatterns.length === 0 ? undefined : bucketPatterns,
    actions: values.actions.length === 0 ? undefined : values.actions,
    acceptsOpenStore: values.acceptsOpenStore,
  }
  const present: Record<string, unknown> = {
    ...credential,
    bucketPatterns: credential.bucketPatterns.length === 0 ? undefined : credential.bucketPatterns,
    acceptsOpenStore: credential.acceptsOpenStore === true,
  }
  // The gateway derived this endpoint from the region, and derives it again for another region.
  if (credential.endpoint !== undefined && chooseEndpoint(toValues(credential, store), store) === undefined)
    present.endpoint = undefined
  const differs = (field: string) => JSON.stringify(wanted[field]) !== JSON.stringify(present[field])
  const changed = Object.keys(wanted).filter(differs)
  const remove = changed.filter((field) => wanted[field] === undefined)
  const given = changed.filter((field) => wanted[field] !== undefined).map((field) => [field, wanted[field]])
  return { name, ...Object.fromEntries(given), ...(remove.length === 0 ? {} : { remove }) }
}

function dropEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))
}
