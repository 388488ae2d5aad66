import { Checkbox, Group, Stack, TagsInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { Action, UseValues } from './credential-values.ts'

const actions: readonly { readonly value: Action; readonly label: string }[] = [
  { value: 'upload', label: 'Uploads' },
  { value: 'download', label: 'Downloads' },
  { value: 'list', label: 'Listings' },
  { value: 'delete', label: 'Deletions' },
]

interface UseFieldsProps {
  readonly form: UseFormReturnType<UseValues>
  /** Whether the form offers to make it the default credential. */
  readonly offersDefault?: boolean
}

/** The fields for what a credential signs. */
export function UseFields({ form, offersDefault = false }: UseFieldsProps) {
  return (
    <Stack gap="sm">
      <TagsInput
        label="Buckets"
        description="Press Enter after each. A * at the end matches any ending: logs-*."
        placeholder={form.values.bucketPatterns.length === 0 ? 'my-bucket' : undefined}
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...form.getInputProps('bucketPatterns')}
      />
      {offersDefault && (
        <Checkbox
          label="Sign for every bucket that no credential names"
          description="The first credential without buckets becomes the default automatically."
          {...form.getInputProps('isDefault', { type: 'checkbox' })}
        />
      )}
      <Checkbox.Group
        label="Only these actions"
        description="If none is selected, it signs all of them."
        {...form.getInputProps('actions')}
      >
        <Group gap="md" mt="xs">
          {actions.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
    </Stack>
  )
}
