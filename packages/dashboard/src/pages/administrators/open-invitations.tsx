import { useState } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { notifyDone } from '../../components/notify.ts'
import { RowButton } from '../../components/row-button.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'

type Invitation = ActResult<'list_administrators'>['invitations'][number]

/** Links that nobody has used yet. */
export function OpenInvitations({ invitations }: { readonly invitations: readonly Invitation[] }) {
  const [withdrawn, setWithdrawn] = useState<Invitation>()
  const remove = useChange('remove_administrator', {
    onSuccess() {
      notifyDone('The invitation was withdrawn.')
      setWithdrawn(undefined)
    },
  })
  const columns: readonly Column<Invitation>[] = [
    { title: 'For', render: ({ email }) => email ?? 'anyone with the link' },
    {
      title: 'Role',
      render: ({ role, accountName }) => (accountName === undefined ? role : `${role} of ${accountName}`),
    },
    { title: 'Invited by', render: ({ invitedBy }) => invitedBy },
    { title: 'Expires', render: ({ expiresAt }) => <Time at={expiresAt} isRelative /> },
    {
      title: 'Actions',
      isActions: true,
      render: (invitation) => (
        <RowButton
          label={`Withdraw the invitation for ${invitation.email ?? 'anyone with the link'}`}
          isRed
          onClick={() => setWithdrawn(invitation)}
        >
          Withdraw
        </RowButton>
      ),
    },
  ]
  return (
    <Section title="Open invitations" description="Each link works once. A withdrawn link stops working immediately.">
      <DataTable
        caption="Open invitations"
        list={{ rows: invitations, error: null }}
        columns={columns}
        toKey={({ id }) => id}
        empty={null}
      />
      {withdrawn !== undefined && (
        <ConfirmDialog
          title={`Withdraw the invitation for ${withdrawn.email ?? 'anyone with the link'}?`}
          consequences={['The link stops working immediately. Nobody can become an administrator with it.']}
          action="Withdraw"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate({ administrator: withdrawn.id })}
          onClose={() => setWithdrawn(undefined)}
        />
      )}
    </Section>
  )
}
