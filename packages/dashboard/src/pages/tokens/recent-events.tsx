import { Anchor, Code, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Outcome } from '../../components/outcome.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'

type Event = ActResult<'list_audit_events'>['events'][number]

/** At most this many events are shown. The Audit page has all of them. */
const shownEvents = 10

const columns: readonly Column<Event>[] = [
  { title: 'When', render: ({ at }) => <Time at={at} /> },
  { title: 'Outcome', render: ({ outcome, code }) => <Outcome outcome={outcome} code={code} /> },
  { title: 'Action', render: ({ action, operation }) => action ?? operation },
  {
    title: 'Object',
    render: ({ bucket, key }) => (bucket === undefined ? '' : <Code>{`${bucket}/${key ?? ''}`}</Code>),
  },
  { title: 'From', render: ({ clientAddress }) => clientAddress },
]

/** The most recent requests with a token. */
export function RecentEvents({ id }: { readonly id: string }) {
  const { data, error } = useAct('list_audit_events', { tokenId: id, limit: shownEvents })
  return (
    <Section
      title="Recent events"
      actions={
        <Anchor component={Link} to="/audit" search={{ tokenId: id } as never} size="sm" underline="always">
          All of its events in Audit
        </Anchor>
      }
    >
      <DataTable
        caption="Recent events of the token"
        list={{ rows: data?.events, error }}
        columns={columns}
        toKey={(event) => event.id}
        empty={
          <Text size="sm" c="dimmed">
            No requests yet.
          </Text>
        }
      />
    </Section>
  )
}
