import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Store } from './endpoint-form.ts'

interface StoreSelectProps {
  readonly stores: readonly Store[]
  readonly value: string
  readonly error?: ReactNode
  readonly onChoose: (store: Store) => void
}

/** Chooses a store. */
export function StoreSelect({ stores, value, error, onChoose }: StoreSelectProps) {
  const toItem = ({ preset, title }: Store) => ({ value: preset, label: title })
  const hosted = stores.filter(({ isSelfHosted }) => !isSelfHosted)
  const own = stores.filter(({ isSelfHosted }) => isSelfHosted)
  return (
    <Select
      label="Store"
      description="Type part of its name."
      placeholder="Choose a store"
      required
      searchable
      allowDeselect={false}
      maxDropdownHeight={320}
      nothingFoundMessage="Unknown store: choose “Any other store”."
      data={[
        { group: 'Clouds', items: hosted.map(toItem) },
        { group: 'Stores that you run', items: own.map(toItem) },
      ]}
      value={value === '' ? null : value}
      error={error}
      onChange={(preset) => {
        const store = stores.find((one) => one.preset === preset)
        if (store !== undefined) onChoose(store)
      }}
    />
  )
}
