import { MultiSelect, Stack, TagsInput, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { MomentField } from '../../components/moment-field.tsx'
import { acls } from './acls.ts'
import { byteUnits, timeUnits } from './quantity.ts'
import { QuantityField } from './quantity-field.tsx'
import type { TokenValues } from './token-values.ts'

const aclChoices = acls.map((acl) => ({ value: acl, label: acl === 'private' ? 'private alone' : acl }))

/** What limits a token beside its rules. What is empty limits nothing. */
export function LimitFields({ form }: { readonly form: UseFormReturnType<TokenValues> }) {
  const { values, errors, setFieldValue, getInputProps } = form
  return (
    <Stack gap="sm" maw="40rem">
      <MomentField
        label="The token ends"
        description="Without a date it is good until you revoke it. In your own time zone."
        {...getInputProps('expiresAt')}
      />
      <QuantityField
        label="Longest life of a URL"
        description="At most 7 days. Without it, what the request asks for."
        units={timeUnits}
        usual="minutes"
        value={values.maxExpiresInSeconds}
        error={errors.maxExpiresInSeconds}
        onChange={(value) => setFieldValue('maxExpiresInSeconds', value)}
      />
      <QuantityField
        label="Most bytes of an upload"
        description="The store holds each upload to its size. So the request has to say it."
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
        label="ACLs that uploads may ask for"
        description="Beside private. Without any, every ACL of the store."
        data={aclChoices}
        clearable
        clearButtonProps={{ 'aria-label': 'Clear the ACLs' }}
        {...getInputProps('acls')}
      />
      <TagsInput
        label="Networks that it may be used from"
        description="203.0.113.0/24, or an address. Press Enter after each."
        splitChars={[',', ' ']}
        acceptValueOnBlur
        {...getInputProps('networks')}
      />
      <TextInput
        label="Rate"
        description="50/s, 600/m:50 with a burst, or off. Without it, the configured one."
        autoComplete="off"
        spellCheck={false}
        {...getInputProps('rate')}
      />
    </Stack>
  )
}
