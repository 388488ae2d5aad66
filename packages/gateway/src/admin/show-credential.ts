import { Type } from 'typebox'
import { defineAct } from './act.ts'
import { findCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import { credentialRecord, showCredentials } from './list-credentials.ts'

/** Shows everything of one credential, but for its secret. */
export const showCredential = defineAct({
  name: 'show_credential',
  summary: 'Show everything of a credential',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ name: defineName('Name of the credential') }),
  result: credentialRecord,
  async run({ name }, dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'clock'>) {
    const [shown] = await showCredentials([await findCredential(name, dependencies)], dependencies)
    // One goes in, so one comes out.
    if (shown === undefined) throw new Error('The credential was not shown')
    return shown
  },
})
