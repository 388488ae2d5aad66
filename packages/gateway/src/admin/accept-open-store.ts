import { Type } from 'typebox'
import { defineAct } from './act.ts'
import { createNotFoundError, findCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName, identityFields } from './fields.ts'
import { describeChange, showCredentialFields, toCredentialTarget } from './record-change.ts'

/**
 * Lets a credential sign uploads though its store obeys headers that are not signed: then whoever may upload with it can read and
 * publish what it can read.
 */
export const acceptOpenStore = defineAct({
  name: 'accept_open_store',
  summary: 'Let a credential sign uploads for a store that obeys unsigned headers',
  role: 'operator',
  effect: 'change',
  input: Type.Object({ name: defineName('Name of the credential') }),
  result: Type.Object(identityFields),
  async run({ name }, dependencies: Needs<'credentials' | 'accountId' | 'actor' | 'clock'>) {
    const credential = await findCredential(name, dependencies)
    const changed = { ...credential, acceptsOpenStore: true }
    const [before, after] = [showCredentialFields(credential), showCredentialFields(changed)]
    const change = { act: 'accept_open_store', target: toCredentialTarget(credential), before, after }
    const isThere = await dependencies.credentials.update(changed, describeChange(change, dependencies))
    if (!isThere) throw createNotFoundError(name)
    return { id: credential.id, name }
  },
})
