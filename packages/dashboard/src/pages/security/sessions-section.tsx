import { Badge } from '@mantine/core'
import { useState } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { notifyDone } from '../../components/notify.ts'
import { RowButton } from '../../components/row-button.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { describeBrowser } from './describe-browser.ts'

type OpenSession = ActResult<'list_sessions'>['sessions'][number]

/** The administrator's open sessions. */
export function SessionsSection() {
  const { data, error } = useAct('list_sessions', {})
  const [ended, setEnded] = useState<OpenSession>()
  const end = useChange('end_session', {
    onSuccess() {
      notifyDone('The session has ended.')
      setEnded(undefined)
    },
  })
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
      render: (session) =>
        session.isCurrent ? null : (
          <RowButton
            label={`End the session of ${describeBrowser(session.userAgent)}`}
            isRed
            onClick={() => setEnded(session)}
          >
            End
          </RowButton>
        ),
    },
  ]
  return (
    <Section
      title="Sessions"
      description="Where you are signed in. After you end a session, that browser has to sign in again."
    >
      <DataTable
        caption="Your sessions"
        list={{ rows: data?.sessions, error }}
        columns={columns}
        toKey={({ id }) => id}
        empty={null}
      />
      {ended !== undefined && (
        <ConfirmDialog
          title="End this session?"
          consequences={[`${describeBrowser(ended.userAgent)} has to sign in again. Unsaved work there is lost.`]}
          action="End the session"
          isPending={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate({ id: ended.id })}
          onClose={() => setEnded(undefined)}
        />
      )}
    </Section>
  )
}
