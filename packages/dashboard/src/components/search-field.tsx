import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { Icon } from './icon.tsx'

interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** What is searched, for a screen reader and in the empty field: `Search tokens`. */
  readonly label: string
}

/** A field that filters a list. It reports its value when typing pauses. */
export function SearchField({ value, onChange, label }: SearchFieldProps) {
  const [typed, setTyped] = useState(value)
  const tell = useDebouncedCallback(onChange, 250)
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name="search" />}
      value={typed}
      flex="1 1 14rem"
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}
