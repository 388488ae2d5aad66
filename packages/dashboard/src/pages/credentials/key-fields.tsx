import { Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { MomentField } from '../../components/moment-field.tsx'
import type { KeyValues } from './credential-values.ts'

/** The keys of a credential. A secret goes to the gateway once, and never comes back. */
export function KeyFields({ form }: { readonly form: UseFormReturnType<KeyValues> }) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Access key ID"
        required
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('accessKeyId')}
      />
      <PasswordInput
        label="Secret access key"
        description="The gateway seals it. Nobody sees it again."
        required
        // Browsers then neither offer a password of theirs nor to keep this one.
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
        {...form.getInputProps('secretAccessKey')}
      />
      <Checkbox
        label="These keys are temporary"
        description="They have a session token and an end."
        {...form.getInputProps('isTemporary', { type: 'checkbox' })}
      />
      {form.values.isTemporary && (
        <>
          <PasswordInput
            label="Session token"
            required
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the session token' }}
            {...form.getInputProps('sessionToken')}
          />
          <MomentField label="End of the keys" required {...form.getInputProps('expiresAt')} />
        </>
      )}
    </Stack>
  )
}
