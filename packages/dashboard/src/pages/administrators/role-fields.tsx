import { Radio, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Role } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'

const roles: readonly { readonly value: Role; readonly label: string; readonly description: string }[] = [
  { value: 'owner', label: 'Owner', description: 'Can do everything, on every account' },
  { value: 'operator', label: 'Operator', description: 'Changes credentials, tokens and uploads of one account' },
  { value: 'auditor', label: 'Auditor', description: 'Reads everything in one account and changes nothing' },
]

/** A role, and the account that it applies to. */
export interface RoleValue {
  readonly role: Role
  /** Ignored for owners. Undefined means the first account. */
  readonly accountId: string | undefined
}

interface RoleFieldsProps {
  readonly value: RoleValue
  readonly onChange: (value: RoleValue) => void
  /** The account that is selected at first. The first page of accounts may not contain it. */
  readonly account?: { readonly id: string; readonly name: string }
}

/** The fields that choose a role and its account. */
export function RoleFields({ value, onChange, account }: RoleFieldsProps) {
  const [search, setSearch] = useState('')
  const { data } = useAct('list_accounts', { limit: 100, ...(search === '' ? {} : { search }) })
  const accounts = data?.accounts ?? []
  const isMissing = account !== undefined && !accounts.some(({ id }) => id === account.id)
  const choices = isMissing ? [account, ...accounts] : accounts
  return (
    <Stack>
      <Radio.Group label="Role" value={value.role} onChange={(role) => onChange({ ...value, role: role as Role })}>
        <Stack gap="xs" mt="xs">
          {roles.map((role) => (
            <Radio key={role.value} {...role} />
          ))}
        </Stack>
      </Radio.Group>
      {value.role !== 'owner' && (
        <Select
          label="Account"
          required
          searchable
          allowDeselect={false}
          data={choices.map(({ id, name }) => ({ value: id, label: name }))}
          value={value.accountId ?? choices[0]?.id ?? null}
          onSearchChange={setSearch}
          nothingFoundMessage="No account has this name"
          onChange={(accountId) => onChange({ ...value, accountId: accountId ?? undefined })}
        />
      )}
    </Stack>
  )
}

/** Turns the choice into the input fields of an act. */
export function toRoleInput({ role, accountId }: RoleValue): RoleInput {
  return role === 'owner' || accountId === undefined ? { role } : { role, accountId }
}

interface RoleInput {
  readonly role: Role
  readonly accountId?: string
}
