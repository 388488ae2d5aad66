import { Code, Group, List, SimpleGrid, Switch, Text } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useMay } from '../../api/session.ts'
import { useActList } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Time } from '../../components/time.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { describeAct, describeValue } from './describe-event.ts'
import { ExportLinks } from './export-links.tsx'
import { FilterField } from './filter-field.tsx'
import { TimeFilter } from './time-filter.tsx'

type Change = ActResult<'list_administration_events'>['events'][number]

const columns: readonly Column<Change>[] = [
  { title: 'What', isWhole: true, render: ({ act }) => describeAct(act) },
  {
    title: 'Target',
    render: ({ targetKind, targetName, targetId }) => (
      <div>
        {targetKind.replaceAll('_', ' ')} <b>{targetName}</b>
        <Text size="xs" c="dimmed" component="div">
          {targetId}
        </Text>
      </div>
    ),
  },
  { title: 'When', isWhole: true, render: ({ at }) => <Time at={at} /> },
  {
    title: 'Who',
    isWhole: true,
    render: ({ actor, via }) => (
      <div>
        {actor}
        <Text size="xs" c="dimmed" component="div">
          {via === 'dashboard' ? 'in the dashboard' : 'on the command line'}
        </Text>
      </div>
    ),
  },
  { title: 'Changes', render: ({ changes }) => <Changes changes={changes} /> },
]

function Changes({ changes }: Pick<Change, 'changes'>) {
  return (
    <List size="sm" listStyleType="none">
      {changes.map(({ field, from, to }) => (
        <List.Item key={field}>
          {field}: {isSomething(from) && <Code>{describeValue(from, field)}</Code>}
          {isSomething(from) && ' → '}
          <Code>{describeValue(to, field)}</Code>
        </List.Item>
      ))}
    </List>
  )
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The changes by administrators, field by field. */
export function AdministrationTab() {
  const isOwner = useMay('owner')
  const [since, setSince] = useAddressState('since')
  const [until, setUntil] = useAddressState('until')
  const [targetId, setTargetId] = useAddressState('targetId')
  const [every, setEvery] = useAddressState('everyAccount')
  const input = {
    ...(since === '' ? {} : { since }),
    ...(until === '' ? {} : { until }),
    ...(targetId === '' ? {} : { targetId }),
    ...(every === '' ? {} : { everyAccount: true }),
  }
  const list = useActList('list_administration_events', { ...input, limit: 50 }, ({ events }) => events)
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm" mb="sm">
        <TimeFilter label="Since" value={since} onChange={setSince} />
        <TimeFilter label="Until" value={until} onChange={setUntil} />
        <FilterField
          label="Target"
          placeholder="an id: tok_…, cred_…, acc_…"
          value={targetId}
          onChange={(value) => setTargetId(value.trim())}
        />
      </SimpleGrid>
      <Group justify="space-between" gap="sm" mb="md">
        {isOwner && (
          <Switch
            label="All accounts and the installation itself"
            checked={every !== ''}
            onChange={(event) => setEvery(event.currentTarget.checked ? 'true' : '')}
          />
        )}
        <ExportLinks kind="administration" filters={input} />
      </Group>
      <DataTable
        caption="Changes by administrators, newest first"
        list={list}
        columns={columns}
        toKey={({ id }) => id}
        empty={
          <Empty title="Nothing was changed" icon="audit">
            Everything that an administrator adds, changes or removes appears here, including changes on the command
            line.
          </Empty>
        }
      />
    </>
  )
}
