import { Radio, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Role } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'

const roles: readonly { readonly value: Role; readonly label: string; readonly description: string }[] = [
  { value: 'owner', label: 'Owner', description: 'May do everything, on every account' },
  { value: 'operator', label: 'Operator', description: 'Changes credentials, tokens and uploads of one account' },
  { value: 'auditor', label: 'Auditor', description: 'Reads everything of one account, and changes nothing' },
]

/** A role, and the account that it is for. */
export interface RoleValue {
  readonly role: Role
  /** Name of the account; of no meaning for owners. */
  readonly account: string | undefined
}

interface RoleFieldsProps {
  readonly value: RoleValue
  readonly onChange: (value: RoleValue) => void
  /** What the gateway found wrong with the account. */
  readonly accountError?: string
}

/** The choice of a role. */
export function RoleFields({ value, onChange, accountError }: RoleFieldsProps) {
  const [search, setSearch] = useState('')
  const { data } = useAct('list_accounts', { limit: 100, ...(search === '' ? {} : { search }) })
  const names = data?.accounts.map(({ name }) => name) ?? []
  const chosen = value.account ?? names[0]
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
          data={chosen === undefined || names.includes(chosen) ? names : [chosen, ...names]}
          value={chosen ?? null}
          onSearchChange={setSearch}
          onChange={(account) => onChange({ ...value, account: account ?? undefined })}
          error={accountError}
        />
      )}
    </Stack>
  )
}

/** The fields of an act for a role. */
export function toRoleInput({ role, account }: RoleValue): { readonly role: Role; readonly account?: string } {
  return role === 'owner' || account === undefined ? { role } : { role, account }
}
