import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'

interface TokenFilterProps {
  readonly value: string
  readonly onChange: (id: string) => void
}

/** Chooses a token, which can be searched for by name or id. */
export function TokenFilter({ value, onChange }: TokenFilterProps) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 250)
  const { data } = useAct('list_tokens', { limit: 20, order: 'newest', ...(search === '' ? {} : { search }) })
  const found = (data?.tokens ?? []).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))
  const isFound = value === '' || found.some((one) => one.value === value)
  return (
    <Select
      label="Token"
      placeholder="any"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any token' }}
      nothingFoundMessage="No token has this name or id"
      data={isFound ? found : [{ value, label: value }, ...found]}
      filter={({ options }) => options}
      value={value === '' ? null : value}
      onSearchChange={(text) => setTyped(found.some(({ label }) => label === text) ? '' : text)}
      onChange={(id) => onChange(id ?? '')}
    />
  )
}
