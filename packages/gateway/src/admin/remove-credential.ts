import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineAct } from './act.ts'
import { createNotFoundError, findCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName, identityFields } from './fields.ts'
import { describeChange, showCredentialFields, toCredentialTarget } from './record-change.ts'

/** Removes a credential, and the tokens that are bound to it. URLs that it signed continue to work until they expire. */
export const removeCredential = defineAct({
  name: 'remove_credential',
  summary: 'Remove a credential',
  role: 'operator',
  effect: 'destroy',
  confirms: true,
  input: Type.Object({ name: defineName('Name of the credential') }),
  result: Type.Object({
    ...identityFields,
    removed: Type.Literal(true),
    leavesNoDefault: Type.Boolean({
      description: 'Whether other credentials are left, but none of them is the default',
    }),
    openUploads: Type.Integer({
      description:
        'How many open multipart uploads were begun with it; another credential for their bucket aborts them',
    }),
  }),
  async run({ name }, dependencies: Needs<'credentials' | 'uploads' | 'accountId' | 'actor' | 'clock'>) {
    const { credentials, uploads, accountId } = dependencies
    const credential = await findCredential(name, dependencies)
    const { id, isDefault } = credential
    const user = (await credentials.list(accountId)).find(({ source }) => {
      return source?.from === 'assume-role' && source.credentialId === id
    })
    if (user !== undefined) {
      const message = `The credential ${name} assumes the role of ${user.name}: remove ${user.name} first.`
      throw new AppError('not_changeable', { message })
    }
    const openUploads = await uploads.countOpen(accountId, id)
    const before = showCredentialFields(credential)
    const change = { act: 'remove_credential', target: toCredentialTarget(credential), before }
    if (!(await credentials.remove(accountId, name, describeChange(change, dependencies))))
      throw createNotFoundError(name)
    const left = (await credentials.list(accountId)).filter(({ isSandbox }) => !isSandbox)
    return { id, name, removed: true as const, leavesNoDefault: isDefault && left.length > 0, openUploads }
  },
})
