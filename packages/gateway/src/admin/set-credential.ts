import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { presets } from '../core/preset.ts'
import { fillEndpoint, readEndpoint } from '../core/read-endpoint.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { defineAct } from './act.ts'
import { checkCredential } from './check-credential.ts'
import { storeFields, uncheckedField, useFields } from './credential-fields.ts'
import { createNotFoundError, findCredential, openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { dropFields, requireSomething } from './edit-fields.ts'
import { defineName, defineRemovals, identityFields } from './fields.ts'
import { changesField, describeChange, showCredentialFields, toCredentialTarget } from './record-change.ts'
import { requireGood } from './require-good.ts'
import { resolveStore } from './resolve-store.ts'

const removableFields = [
  'endpoint',
  'publicEndpoint',
  'addressing',
  'aclPlacement',
  'bucketPatterns',
  'actions',
] as const

/** The changes that an input asks for. */
interface Edit {
  readonly fields: Partial<Pick<Credential, keyof typeof storeFields | keyof typeof useFields>>
  readonly remove: readonly (typeof removableFields)[number][]
}

/** Changes the store of a credential, or what it signs for. `rotate_credential` changes its keys. */
export const setCredential = defineAct({
  name: 'set_credential',
  summary: 'Change the store of a credential, or what it signs for',
  role: 'operator',
  effect: 'change',
  confirms: true,
  input: Type.Object({
    name: defineName('Name of the credential'),
    ...storeFields,
    region: Type.Optional(storeFields.region),
    ...useFields,
    remove: defineRemovals(removableFields),
    unchecked: uncheckedField,
  }),
  result: Type.Object({
    ...identityFields,
    changes: changesField,
    check: Type.Enum(['good', 'unchecked'], {
      description: 'The store’s verdict; `unchecked` when the store was not asked',
    }),
    explanation: Type.Optional(Type.String({ description: 'What the store says' })),
  }),
  async run(
    { name, remove = [], unchecked, ...fields },
    dependencies: Needs<
      | 'credentials'
      | 'accountId'
      | 'ring'
      | 'clock'
      | 'probe'
      | 'allowPrivateEndpoints'
      | 'allowLoopbackEndpoints'
      | 'actor'
    >,
  ) {
    requireSomething(fields, remove)
    const { credentials, accountId } = dependencies
    const edit = { fields, remove }
    const stored = await findCredential(name, dependencies)
    if (stored.isSandbox) throw new AppError('not_changeable', { message: 'The sandbox cannot be changed.' })
    const { asked, ...tried } = await tryEdit(stored, edit, unchecked, dependencies)
    // Read again, because the credential may have changed while the store was asked.
    const current = await credentials.findByName(accountId, name)
    if (current?.id !== stored.id) throw createNotFoundError(name)
    const changed = { ...applyEdit(current, edit), ...asked }
    const [before, after] = [showCredentialFields(current), showCredentialFields(changed)]
    const change = { act: 'set_credential', target: toCredentialTarget(changed), before, after }
    const event = describeChange(change, dependencies)
    const { changes } = event
    if (changes.length > 0 && !(await credentials.updateSettings(changed, event))) throw createNotFoundError(name)
    return { id: stored.id, name, changes, ...tried }
  },
})

const storeNames = Object.keys(storeFields)

/** Asks the store, if the edit concerns the store. What a credential signs for does not. */
async function tryEdit(
  stored: Credential,
  edit: Edit,
  unchecked: boolean | undefined,
  dependencies: Needs<'ring' | 'clock' | 'probe' | 'allowPrivateEndpoints' | 'allowLoopbackEndpoints'>,
) {
  const isOfStore = [...Object.keys(edit.fields), ...edit.remove].some((field) => storeNames.includes(field))
  if (!isOfStore) return { check: 'unchecked', asked: {} } as const
  const changed = applyEdit(stored, edit)
  openCredential(stored, dependencies.ring)
  await checkCredential(changed, openCredentialSecret(stored, dependencies.ring), dependencies, stored)
  return requireGood(changed, unchecked, dependencies)
}

/**
 * Applies an edit to a credential.
 * @throws AppError `invalid_request` if the fields of its store would contradict each other
 */
function applyEdit(stored: Credential, { fields, remove }: Edit): Credential {
  const { preset: _, endpoint: __, publicEndpoint: ___, ...given } = { ...stored, ...fields }
  const emptied = remove.includes('bucketPatterns') ? { bucketPatterns: [] } : {}
  const rest = {
    ...dropFields(
      given,
      remove.filter((field) => field !== 'bucketPatterns'),
    ),
    ...emptied,
  }
  const isMoved = ['region', 'preset', 'endpoint', 'publicEndpoint', 'signatureVersion'].some((field) => {
    return Object.hasOwn(fields, field) || (remove as readonly string[]).includes(field)
  })
  if (!isMoved) return { ...rest, ...pickStore(stored) }
  const endpoint = chooseEndpoint(stored, { fields, remove })
  const publicEndpoint = remove.includes('publicEndpoint')
    ? undefined
    : (fields.publicEndpoint ?? stored.publicEndpoint)
  const preset = choosePreset(stored, { fields, remove })
  const store = resolveStore({
    region: rest.region,
    signatureVersion: rest.signatureVersion,
    ...(preset === undefined ? {} : { preset }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(publicEndpoint === undefined ? {} : { publicEndpoint }),
  })
  // The guard of the former store says nothing about the new one.
  const kept = store.endpoint === stored.endpoint && store.preset === stored.preset ? [] : ['guard']
  return { ...dropFields(rest, kept), ...store }
}

function pickStore({
  preset,
  endpoint,
  publicEndpoint,
}: Credential): Pick<Credential, 'preset' | 'endpoint' | 'publicEndpoint'> {
  return {
    preset,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(publicEndpoint === undefined ? {} : { publicEndpoint }),
  }
}

/** Chooses the endpoint after an edit. An endpoint that was derived from the preset and the region follows a new region or preset. */
function chooseEndpoint(stored: Credential, { fields, remove }: Edit): string | undefined {
  if (fields.endpoint !== undefined) return fields.endpoint
  if (remove.includes('endpoint')) return undefined
  const isMade = fillEndpoint(presets[stored.preset], stored.region) === stored.endpoint
  return isMade && (fields.region !== undefined || fields.preset !== undefined) ? undefined : stored.endpoint
}

/** Chooses the preset after an edit. A new endpoint determines it. If its host is unknown, a self-hosted store keeps its preset. */
function choosePreset(stored: Credential, { fields, remove }: Edit): Credential['preset'] | undefined {
  if (fields.preset !== undefined) return fields.preset
  const isOthers = presets[stored.preset].endpoints.length === 0
  if (fields.endpoint !== undefined) {
    return isOthers && readEndpoint(fields.endpoint).kind === 'unknown' ? stored.preset : undefined
  }
  return remove.includes('endpoint') && stored.preset === 'other' ? undefined : stored.preset
}
