import { MultiSelect, Stack, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { MomentField } from '../../components/moment-field.tsx'
import { acls } from './acls.ts'
import { byteUnits, timeUnits } from './quantity.ts'
import { QuantityField } from './quantity-field.tsx'
import type { TokenValues } from './token-values.ts'

const aclChoices = acls.map((acl) => ({ value: acl, label: acl === 'private' ? 'private only' : acl }))

/** The limits of a token beside its rules. An empty field is no limit. */
export function LimitFields({ form }: { readonly form: UseFormReturnType<TokenValues> }) {
  const { values, errors, setFieldValue, getInputProps } = form
  return (
    <Stack gap="sm" maw="40rem">
      <MomentField
        label="Expires"
        description="In your own time zone. If left empty, the token is valid until you revoke it."
        {...getInputProps('expiresAt')}
      />
      <QuantityField
        label="Longest lifetime of a URL"
        description="At most 7 days. If left empty, each request chooses."
        units={timeUnits}
        usual="minutes"
        value={values.maxExpiresInSeconds}
        error={errors.maxExpiresInSeconds}
        onChange={(value) => setFieldValue('maxExpiresInSeconds', value)}
      />
      <QuantityField
        label="Largest upload"
        description="Each request must then state the size of its upload, and the store enforces it."
        units={byteUnits}
        usual="MB"
        value={values.maxBytes}
        error={errors.maxBytes}
        onChange={(value) => setFieldValue('maxBytes', value)}
      />
      <TagsInput
        label="Content types of uploads"
        description="image/png, or image/* for every image. Press Enter after each."
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...getInputProps('contentTypes')}
      />
      <MultiSelect
        label="ACLs that uploads may set"
        description="In addition to private. If left empty, every ACL of the store."
        data={aclChoices}
        clearable
        clearButtonProps={{ 'aria-label': 'Clear the ACLs' }}
        {...getInputProps('acls')}
      />
      <TagsInput
        label="Networks that may use the token"
        description="203.0.113.0/24, or an address. Press Enter after each."
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...getInputProps('networks')}
      />
      <TextInput
        label="Rate"
        description="50/s, 600/m:50 with a burst, or off. If left empty, the configured rate."
        autoComplete="off"
        spellCheck={false}
        {...getInputProps('rate')}
      />
    </Stack>
  )
}
