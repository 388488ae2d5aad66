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

/** Where keys come from that renew themselves. Those of the machine are the owner's to give. */
export function SourceFields({ form }: { readonly form: UseFormReturnType<CredentialValues> }) {
  const isOwner = useMay('owner')
  const { from } = form.values
  const hasSession = from === 'assume-role' || from === 'web-identity'
  return (
    <Stack gap="sm">
      <Select
        label="Where the keys come from"
        description={
          isOwner
            ? 'The gateway asks for them now, and again before they end.'
            : 'Only an owner of the installation may give the machine’s own role.'
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
          description="Without a name it is the default one."
          autoComplete="off"
          {...form.getInputProps('profile')}
        />
      )}
      {hasSession && (
        <NumberInput
          label="Length of a session, in seconds"
          description="From 900 to 43200. Without a number it is an hour."
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
        description="It has to be stored first."
        required
        searchable
        nothingFoundMessage="No credential has this name"
        data={bases.map(({ name }) => name)}
        {...form.getInputProps('source')}
        value={form.values.source === '' ? null : form.values.source}
        onChange={(name) => form.setFieldValue('source', name ?? '')}
      />
      <TextInput
        label="External id"
        description="If the role asks for one."
        autoComplete="off"
        {...form.getInputProps('externalId')}
      />
    </>
  )
}
