import { NumberInput, Select, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useMay } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'
import type { CredentialValues, SourceKind } from './credential-values.ts'

const machineSources: readonly { readonly value: SourceKind; readonly label: string }[] = [
  { value: 'instance', label: 'The role of this EC2 instance' },
  { value: 'container', label: 'The role of this ECS task or EKS pod' },
  { value: 'web-identity', label: 'The role of this Kubernetes service account (IRSA)' },
  { value: 'profile', label: 'A profile in the AWS files of this machine' },
]

/** Asks where keys that renew automatically come from. Only an owner may choose the machine's own. */
export function SourceFields({ form }: { readonly form: UseFormReturnType<CredentialValues> }) {
  const isOwner = useMay('owner')
  const { from } = form.values
  const hasSession = from === 'assume-role' || from === 'web-identity'
  return (
    <Stack gap="sm">
      <Select
        label="Source of the keys"
        description={
          isOwner
            ? 'The gateway requests them now, and again before they expire.'
            : 'Only an owner of the installation may choose the machine’s own role.'
        }
        allowDeselect={false}
        data={[
          { value: 'assume-role', label: 'A role that another credential assumes' },
          ...(isOwner ? machineSources : []),
        ]}
        {...form.getInputProps('from')}
        error={from === 'assume-role' ? undefined : form.errors.from}
      />
      {from === 'assume-role' && <RoleFields form={form} />}
      {from === 'profile' && (
        <TextInput
          label="Profile"
          description="If left empty, the default profile."
          autoComplete="off"
          {...form.getInputProps('profile')}
        />
      )}
      {hasSession && (
        <NumberInput
          label="Length of a session, in seconds"
          description="From 900 to 43200. If left empty, one hour."
          allowDecimal={false}
          {...form.getInputProps('sessionSeconds')}
        />
      )}
    </Stack>
  )
}

function RoleFields({ form }: { readonly form: UseFormReturnType<CredentialValues> }) {
  const { data } = useAct('list_credentials', { limit: 1000 })
  const bases = (data?.credentials ?? []).filter(({ isSandbox }) => !isSandbox)
  return (
    <>
      <TextInput
        label="Role"
        placeholder="arn:aws:iam::123456789012:role/uploads"
        required
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('roleArn')}
        error={form.errors.from}
      />
      <Select
        label="Credential that assumes it"
        description="It must be stored first."
        required
        searchable
        nothingFoundMessage="No credential has this name"
        data={bases.map(({ name }) => name)}
        {...form.getInputProps('source')}
        value={form.values.source === '' ? null : form.values.source}
        onChange={(name) => form.setFieldValue('source', name ?? '')}
      />
      <TextInput
        label="External ID"
        description="If the role requires one."
        autoComplete="off"
        {...form.getInputProps('externalId')}
      />
    </>
  )
}
