import { Text } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'

type MasterKey = ActResult<'show_vault'>['keys'][number]

const roles = {
  current: { state: 'good', label: 'current' },
  previous: { state: 'warning', label: 'previous: run signpost vault rotate' },
  unknown: { state: 'bad', label: 'missing: the secrets that it encrypted cannot be decrypted' },
  unused: { state: 'good', label: 'previous: not in use' },
} as const

function chooseState({
  role,
  records,
  secondFactors,
  isOfInstallation,
}: MasterKey): (typeof roles)[keyof typeof roles] {
  const isUnused = role === 'previous' && records + secondFactors === 0 && !isOfInstallation
  return roles[isUnused ? 'unused' : role]
}

const columns: readonly Column<MasterKey>[] = [
  { title: 'Key', render: ({ keyId }) => <code>{keyId}</code> },
  { title: 'Installation’s key', render: ({ isOfInstallation }) => (isOfInstallation ? 'yes' : 'no') },
  { title: 'State', render: (key) => <Status {...chooseState(key)} /> },
  {
    title: 'Secrets encrypted with it',
    isNumber: true,
    render: ({ records, secondFactors }) => records + secondFactors,
  },
]

const sources: Readonly<Record<ActResult<'show_vault'>['source'], string>> = {
  configuration: 'It comes from the configuration.',
  command: 'It comes from a command.',
  file: 'It is in a file in the data directory. Keep a copy of that file apart from backups of the database.',
}

/** The master keys that encrypt the credentials. */
export function MasterKeysSection() {
  const { data, error } = useAct('show_vault', {})
  return (
    <Section title="Master keys" description={data === undefined ? undefined : sources[data.source]}>
      <DataTable
        caption="Master keys"
        list={{ rows: data?.keys, error }}
        columns={columns}
        toKey={({ keyId }) => keyId}
        empty={
          <Text size="sm" c="dimmed">
            None in use yet.
          </Text>
        }
      />
      {data?.lostSecondFactors.map((email) => (
        <Text key={email} size="sm" mt="xs">
          <Status
            state="bad"
            label={`The second factor of ${email} cannot be opened: run signpost admin reset ${email}`}
          />
        </Text>
      ))}
      {data?.problems.map(({ credentialId, name, account, message }) => (
        <Text key={credentialId} size="sm" mt="xs">
          <Status state="bad" label={`${name} of ${account}: ${message}`} />
        </Text>
      ))}
    </Section>
  )
}
