import { Type } from 'typebox'
import { defineAct } from './act.ts'
import {
  administeredAccountField,
  administratorField,
  chooseAccount,
  findAdministrator,
  requireChange,
  roleField,
  showAdministratorFields,
  toAdministratorTarget,
} from './administrator-fields.ts'
import type { Needs } from './dependencies.ts'
import { changesField, describeChange } from './record-change.ts'

/** Gives an administrator another role or account. The change takes effect with the next request. */
export const setAdministrator = defineAct({
  name: 'set_administrator',
  summary: 'Give an administrator another role or account',
  role: 'owner',
  effect: 'change',
  confirms: true,
  input: Type.Object({
    administrator: administratorField,
    role: Type.Optional(roleField),
    accountId: Type.Optional(administeredAccountField),
  }),
  result: Type.Object({ id: Type.String(), email: Type.String(), changes: changesField }),
  async run(
    { administrator, role: newRole, accountId: named },
    dependencies: Needs<'administrators' | 'accounts' | 'accountId' | 'clock' | 'actor'>,
  ) {
    const found = await findAdministrator(administrator, dependencies)
    const role = newRole ?? found.role
    const wanted = role === 'owner' ? named : (named ?? found.accountId)
    const accountId = await chooseAccount(role, wanted, dependencies)
    const after = { role, ...(accountId === undefined ? {} : { accountId }) }
    const change = { act: 'set_administrator', target: toAdministratorTarget(found) }
    const event = describeChange(
      {
        ...change,
        before: showAdministratorFields(found),
        after: showAdministratorFields(after),
        // An administrator of one account must not learn which other accounts exist.
        accountId: found.accountId === undefined || found.accountId === accountId ? (accountId ?? null) : null,
      },
      dependencies,
    )
    const { id, email } = found
    if (event.changes.length > 0) {
      requireChange(await dependencies.administrators.setRole(id, role, accountId, event))
    }
    return { id, email, changes: event.changes }
  },
})
