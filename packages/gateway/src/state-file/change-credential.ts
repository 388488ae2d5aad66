import { addCredential } from '../admin/add-credential.ts'
import { listChanges } from '../admin/record-change.ts'
import { requireGood } from '../admin/require-good.ts'
import { rotateCredential } from '../admin/rotate-credential.ts'
import { setCredential } from '../admin/set-credential.ts'
import type { FieldChange } from '../core/administration-event.ts'
import type { Credential } from '../core/model.ts'
import { sealCredentialSecret } from '../vault/credential-secret.ts'
import { requireMasterKey } from '../vault/installation-key.ts'
import type { SealingKey } from '../vault/key-ring.ts'
import { type Change, onAccount } from './change.ts'
import type { GivenSecrets } from './compare-secret.ts'
import { type ComparedCredential, dropUndefined } from './desired-credential.ts'
import type { StateCredential } from './state-fields.ts'
import { toMoment } from './state-times.ts'

/** A credential of the file to store. */
interface Target {
  readonly account: string
  readonly name: string
  readonly credential: StateCredential
  readonly desired: ComparedCredential
  readonly secrets: GivenSecrets
}

/** Creates the change that stores a new credential. */
export function addChange({ account, name, credential, desired, secrets }: Target): Change {
  const { keys, source, store, use } = desired
  return {
    ...{ action: 'add', kind: 'credential', account, name, effects: [] },
    fields: listChanges({}, { ...keys, ...source, ...store, ...use }),
    async run(dependencies, { unchecked }) {
      const { formerName: _, ...fields } = credential
      const input = { ...fields, name, ...secrets, expiresAt: toMoment(credential.expiresAt), unchecked }
      const added = await addCredential.run(
        input as Parameters<typeof addCredential.run>[0],
        await onAccount(dependencies, account),
      )
      return added.explanation === undefined ? [] : [added.explanation]
    },
  }
}

/** A stored credential, and the fields to change. */
interface Edit extends Target {
  readonly match: Credential
  readonly keys: readonly FieldChange[]
  readonly store: readonly FieldChange[]
  readonly use: readonly FieldChange[]
}

/** Creates the change that makes a stored credential match the file. */
export function editChange(edit: Edit): Change {
  const { account, name, match, keys, store, use } = edit
  return {
    ...{ action: keys.length > 0 ? 'rotate' : 'change', kind: 'credential', account, name, id: match.id, effects: [] },
    fields: [...keys, ...store, ...use],
    async run(dependencies, { unchecked }) {
      const acting = await onAccount(dependencies, account)
      const sealingKey = keys.length > 0 ? await requireMasterKey(acting.vault, acting.ring) : undefined
      // Old keys cannot test the new store, and new keys cannot test the old store. So both are tested together before they are stored.
      const isMoved = sealingKey !== undefined && store.length > 0
      if (isMoved) await requireGood(sealCandidate(edit, sealingKey), unchecked, acting)
      const said: string[] = []
      if (store.length + use.length > 0) {
        const input = { name, ...toSetInput(edit), unchecked: unchecked || isMoved }
        const { explanation } = await setCredential.run(input as Parameters<typeof setCredential.run>[0], acting)
        if (explanation !== undefined) said.push(explanation)
      }
      if (keys.length > 0) {
        const { accessKeyId, expiresAt } = edit.credential
        const input = { name, accessKeyId, ...edit.secrets, expiresAt: toMoment(expiresAt), unchecked }
        const { explanation } = await rotateCredential.run(input as Parameters<typeof rotateCredential.run>[0], acting)
        said.push(explanation)
      }
      return said
    },
  }
}

/** Builds the credential with its new keys and store, to ask the store whether it works. */
function sealCandidate({ match, desired, secrets, credential }: Edit, sealingKey: SealingKey): Credential {
  const { secretAccessKey, sessionToken } = secrets
  if (secretAccessKey === undefined || credential.accessKeyId === undefined) throw new Error('There are no new keys')
  const { endpoint: _, publicEndpoint: __, addressing: ___, aclPlacement: ____, guard: _____, ...kept } = match
  const sealed = { secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
  return {
    ...kept,
    ...(dropUndefined(desired.store) as Pick<Credential, 'region' | 'preset' | 'signatureVersion'>),
    accessKeyId: credential.accessKeyId,
    sealedSecret: sealCredentialSecret(sealed, match, sealingKey),
  }
}

const storeOptions = ['endpoint', 'publicEndpoint', 'addressing', 'aclPlacement'] as const

/** Builds the input of `set_credential`. It sets all fields of a store, because they depend on each other. */
function toSetInput({ credential, desired, store, use }: Edit): object {
  const { region, preset, signatureVersion } = desired.store
  const isGiven = (field: string) => credential[field as keyof StateCredential] !== undefined
  const ofStore =
    store.length === 0
      ? {}
      : {
          ...{ region, preset, signatureVersion },
          ...Object.fromEntries(storeOptions.filter(isGiven).map((field) => [field, credential[field]])),
        }
  const cleared = use.filter(({ to }) => to === null).map(({ field }) => field)
  const switches = ['isDefault', 'acceptsOpenStore']
  return {
    ...ofStore,
    ...Object.fromEntries(
      use.filter(({ to }) => to !== null).map(({ field }) => [field, credential[field as keyof StateCredential]]),
    ),
    ...Object.fromEntries(cleared.filter((field) => switches.includes(field)).map((field) => [field, false])),
    remove: [
      ...(store.length === 0 ? [] : storeOptions.filter((field) => !isGiven(field))),
      ...cleared.filter((field) => !switches.includes(field)),
    ],
  }
}
