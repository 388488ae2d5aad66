import { Select, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { StoreValues } from './credential-values.ts'
import type { Store } from './endpoint-form.ts'

interface HowFieldsProps {
  readonly form: UseFormReturnType<StoreValues>
  readonly store: Store
}

/** How to reach a store that is configured differently from others of its kind. */
export function HowFields({ form, store }: HowFieldsProps) {
  const usual = store.addressing === 'virtual' ? 'in the host name' : 'in the path'
  return (
    <Stack gap="sm">
      <TextInput
        label="Public endpoint"
        description="The host in signed URLs, if clients reach the store by another name than the gateway does."
        placeholder="https://files.example.com"
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('publicEndpoint')}
      />
      <Select
        label="Where the bucket name goes"
        data={[
          { value: '', label: `Default for this store: ${usual}` },
          { value: 'virtual', label: 'In the host name: bucket.s3.example.com' },
          { value: 'path', label: 'In the path: s3.example.com/bucket' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('addressing')}
      />
      <Select
        label="Where ACLs are signed"
        data={[
          { value: '', label: 'Default for this store' },
          { value: 'header', label: 'In a header, which the client sends' },
          { value: 'query', label: 'In the query of the URL' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('aclPlacement')}
      />
      {store.signatureVersions.includes('v2') && (
        <Select
          label="Signature version"
          description="Version 2 protects less. Use it only for stores that support nothing else."
          data={[
            { value: 'v4', label: 'Version 4' },
            { value: 'v2', label: 'Version 2' },
          ]}
          allowDeselect={false}
          {...form.getInputProps('signatureVersion')}
        />
      )}
    </Stack>
  )
}
