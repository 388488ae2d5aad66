import { Badge, Button } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { describeBrowser } from './describe-browser.ts'

type OpenSession = ActResult<'list_sessions'>['sessions'][number]

/** Where somebody is signed in. */
export function SessionsSection() {
  const { data, error } = useAct('list_sessions', {})
  const end = useChange('end_session', { onSuccess: () => notifyDone('The session has ended.') })
  const columns: readonly Column<OpenSession>[] = [
    {
      title: 'Browser',
      render: ({ userAgent, isCurrent }) => (
        <>
          {describeBrowser(userAgent)} {isCurrent && <Badge variant="default">this one</Badge>}
        </>
      ),
    },
    { title: 'Address', render: ({ clientAddress }) => clientAddress ?? 'unknown' },
    { title: 'Signed in', render: ({ createdAt }) => <Time at={createdAt} isRelative /> },
    { title: 'Last seen', render: ({ lastSeenAt }) => <Time at={lastSeenAt} isRelative /> },
    {
      title: 'Actions',
      isActions: true,
      render: ({ id, userAgent, isCurrent }) =>
        isCurrent ? null : (
          <Button
            variant="subtle"
            color="red"
            size="compact-sm"
            aria-label={`End the session of ${describeBrowser(userAgent)}`}
            onClick={() => end.mutate({ id })}
          >
            End
          </Button>
        ),
    },
  ]
  return (
    <Section
      title="Sessions"
      description="Where you are signed in. Whoever used an ended session has to sign in again."
    >
      {end.error !== null && <Problem error={end.error} />}
      <DataTable
        caption="Your sessions"
        list={{ rows: data?.sessions, error }}
        columns={columns}
        toKey={({ id }) => id}
        empty={null}
      />
    </Section>
  )
}
