import { Button, Group, Input, Stack, TextInput } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import type { Pair } from './build-request.ts'

interface MapInputProps {
  readonly label: string
  readonly description: ReactNode
  readonly error: ReactNode
  readonly pairs: readonly Pair[]
  readonly onChange: (pairs: readonly Pair[]) => void
}

/** The input for names with their texts, such as metadata. The last row is always empty. */
export function MapInput({ label, description, error, pairs, onChange }: MapInputProps) {
  const id = useId()
  const rows = [...pairs, ['', ''] as const]

  function change(index: number, pair: Pair): void {
    const changed = rows.map((row, place) => (place === index ? pair : row))
    onChange(changed.filter(([name, text]) => name !== '' || text !== ''))
  }

  return (
    <Input.Wrapper label={label} description={description} error={error} labelElement="div" labelProps={{ id }}>
      <Stack gap={6} mt={4} role="group" aria-labelledby={id}>
        {rows.map(([name, text], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity except its index
          <Group key={index} gap={6} wrap="nowrap">
            <TextInput
              flex={1}
              miw={0}
              aria-label={`${label}, name ${index + 1}`}
              placeholder="name"
              autoComplete="off"
              spellCheck={false}
              value={name}
              onChange={(event) => change(index, [event.currentTarget.value, text])}
            />
            <TextInput
              flex={2}
              miw={0}
              aria-label={`${label}, value ${index + 1}`}
              placeholder="value"
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={(event) => change(index, [name, event.currentTarget.value])}
            />
            {index < pairs.length && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-label={`Remove ${name || `row ${index + 1}`} of ${label}`}
                onClick={() => onChange(pairs.filter((_, place) => place !== index))}
              >
                Remove
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Input.Wrapper>
  )
}
