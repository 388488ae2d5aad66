import '@mantine/core/styles/Combobox.layer.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { useAccount } from '../api/account.ts'
import { useAct } from '../api/use-act.ts'
import { useAddressState } from '../components/use-address-state.ts'

interface AccountSelectProps {
  /** The first page of the accounts. The first account is the default of an owner's session. */
  readonly accounts: readonly { readonly id: string; readonly name: string }[]
}

/** Chooses an account. The search also finds accounts that are not on the first page. */
export function AccountSelect({ accounts }: AccountSelectProps) {
  const [search, setSearch] = useState('')
  const [, setAccount] = useAddressState('account')
  const chosen = useAccount()
  const found =
    useAct('list_accounts', { limit: 100, search } as object, { enabled: search !== '' }).data?.accounts ?? []
  const all = [...accounts, ...found.filter(({ id }) => !accounts.some((one) => one.id === id))]
  return (
    <Select
      aria-label="Account"
      size="xs"
      searchable
      allowDeselect={false}
      data={all.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen ?? accounts[0]?.id ?? null}
      onSearchChange={setSearch}
      nothingFoundMessage="No account has this name"
      onChange={(id) => setAccount(id === accounts[0]?.id ? '' : (id ?? ''))}
    />
  )
}
