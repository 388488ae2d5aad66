import { Badge } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'

type Node = ActResult<'list_nodes'>['nodes'][number]

const columns: readonly Column<Node>[] = [
  {
    title: 'Host',
    render: ({ host, isThis }) => (
      <>
        {host} {isThis && <Badge variant="default">this node</Badge>}
      </>
    ),
  },
  {
    title: 'State',
    render: ({ state }) =>
      state === 'running' ? <Status state="good" label="running" /> : <Status state="warning" label="silent" />,
  },
  { title: 'Version', render: ({ version }) => version },
  { title: 'Processes', isNumber: true, render: ({ workers }) => workers },
  { title: 'Started', render: ({ startedAt }) => <Time at={startedAt} isRelative /> },
  { title: 'Last seen', render: ({ lastSeenAt }) => <Time at={lastSeenAt} isRelative /> },
]

/** The gateways that share this database. */
export function NodesSection() {
  const { data, error } = useAct('list_nodes', {}, { refetchInterval: 30_000 })
  return (
    <Section
      title="Nodes"
      description="Each gateway on this database reports regularly that it is running. A silent one was killed or has lost its connection."
    >
      <DataTable
        caption="Nodes"
        list={{ rows: data?.nodes, error }}
        columns={columns}
        toKey={({ id }) => id}
        empty="No node has reported yet."
      />
    </Section>
  )
}
