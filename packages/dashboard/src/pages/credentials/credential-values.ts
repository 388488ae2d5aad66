import type { ActInput, ActResult } from '../../api/act.ts'
import { listEntries } from '../../components/list-entries.ts'
import { toIso } from '../../components/local-moment.ts'
import { composeEndpoint, followsRegion, matchEndpoint, type Store } from './endpoint-form.ts'

/** What may be signed for. */
export type Action = NonNullable<ActInput<'add_credential'>['actions']>[number]

/** A stored credential, as `show_credential` tells of it. */
export type Credential = ActResult<'show_credential'>

/** The form of an endpoint that is none of the store's own. */
export const otherForm = -1

/** The fields that say which store is meant, and how it is asked. Texts that are empty have no value. */
export type StoreValues = {
  preset: string
  region: string
  /** Which of the store's forms of endpoints; {@link otherForm}: what stands in `endpoint`. */
  form: number
  /** What stands in the braces of the form. */
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

/** Where keys come from that renew themselves. */
export type SourceKind = 'instance' | 'container' | 'web-identity' | 'profile' | 'assume-role'

/** The fields of the keys. Times are those of a `datetime-local` field. */
export type KeyValues = {
  accessKeyId: string
  secretAccessKey: string
  isTemporary: boolean
  sessionToken: string
  expiresAt: string
}

/** Everything that a new credential is made of. */
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

/** A new credential, before anything is said of it. */
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

/** The values of a stored credential, for a form that changes it. */
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

/** The first bucket that a credential names; undefined where it is for none by its name. */
export function findOwnBucket({ bucketPatterns }: Credential): string | undefined {
  return bucketPatterns.find((pattern) => !pattern.endsWith('*'))
}

/** The endpoint that is meant; undefined where the gateway makes it, or where a part of it is still missing. */
export function chooseEndpoint({ form, parts, endpoint, region }: StoreValues, store: Store): string | undefined {
  const chosen = store.endpoints[form]
  if (chosen === undefined) return endpoint.trim() || undefined
  return followsRegion(store, form) ? undefined : composeEndpoint(chosen, { ...parts, region })
}

/** What `add_credential` is asked. */
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

/** The keys, as `add_credential` and `rotate_credential` take them. */
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

/** What `set_credential` is asked: the fields that differ, and those that are to have no value. */
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
  // The gateway has made it, and makes it anew for another region.
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
