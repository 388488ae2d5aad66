import { Button } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useChange } from '../../api/use-change.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'

type Invitation = ActResult<'list_administrators'>['invitations'][number]

/** Links that nobody has used yet. */
export function OpenInvitations({ invitations }: { readonly invitations: readonly Invitation[] }) {
  const remove = useChange('remove_administrator', { onSuccess: () => notifyDone('The link is void.') })
  const columns: readonly Column<Invitation>[] = [
    { title: 'For', render: ({ email }) => email ?? 'whoever has the link' },
    {
      title: 'Role',
      render: ({ role, accountName }) => (accountName === undefined ? role : `${role} of ${accountName}`),
    },
    { title: 'Invited by', render: ({ invitedBy }) => invitedBy },
    { title: 'Ends', render: ({ expiresAt }) => <Time at={expiresAt} isRelative /> },
    {
      title: 'Actions',
      isActions: true,
      render: ({ id, email }) => (
        <Button
          variant="subtle"
          color="red"
          size="compact-sm"
          aria-label={`Withdraw the invitation for ${email ?? 'whoever has the link'}`}
          onClick={() => remove.mutate({ administrator: id })}
        >
          Withdraw
        </Button>
      ),
    },
  ]
  return (
    <Section
      title="Open invitations"
      description="Each link works once. A link that is withdrawn stops working at once."
    >
      {remove.error !== null && <Problem error={remove.error} />}
      <DataTable
        caption="Open invitations"
        list={{ rows: invitations, error: null }}
        columns={columns}
        toKey={({ id }) => id}
        empty={null}
      />
    </Section>
  )
}
