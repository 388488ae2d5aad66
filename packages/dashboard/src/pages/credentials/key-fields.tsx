import { Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { MomentField } from '../../components/moment-field.tsx'
import type { KeyValues } from './credential-values.ts'

/** The keys of a credential. A secret is sent to the gateway once, and the gateway never returns it. */
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
        description="The gateway encrypts it. It is never shown again."
        required
        // With this value browsers neither fill in a saved password nor offer to save this one.
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
        {...form.getInputProps('secretAccessKey')}
      />
      <Checkbox
        label="These keys are temporary"
        description="They have a session token and an expiry time."
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
          <MomentField label="Keys expire at" required {...form.getInputProps('expiresAt')} />
        </>
      )}
    </Stack>
  )
}
