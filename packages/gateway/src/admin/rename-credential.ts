import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { requireFreeName } from './add-credential.ts'
import { findCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName, identityFields } from './fields.ts'
import { changesField, describeChange, toCredentialTarget } from './record-change.ts'

/**
 * Renames a credential. Credentials that assume a role with it, tokens that are bound to it and open uploads refer to it by its id,
 * so they continue to work. Requests that use its old name fail.
 */
export const renameCredential = defineAct({
  name: 'rename_credential',
  summary: 'Give a credential another name',
  role: 'operator',
  effect: 'change',
  confirms: true,
  input: Type.Object({ name: defineName('Name of the credential'), newName: defineName('Its new name') }),
  result: Type.Object({ ...identityFields, changes: changesField }),
  async run({ name, newName }, dependencies: Needs<'credentials' | 'accountId' | 'actor' | 'clock'>) {
    const { credentials, accountId } = dependencies
    const { id, isSandbox } = await findCredential(name, dependencies)
    // The next start finds the sandbox by its name.
    if (isSandbox) throw new AppError('not_changeable', { message: 'The sandbox cannot be renamed.' })
    const target = toCredentialTarget({ id, name: newName })
    const change = { act: 'rename_credential', target, before: { name }, after: { name: newName } }
    const event = describeChange(change, dependencies)
    const { changes } = event
    if (changes.length > 0 && !(await credentials.rename(accountId, id, newName, event))) {
      await requireFreeName(newName, dependencies)
      await findCredential(name, dependencies)
    }
    return { id, name: newName, changes }
  },
})
