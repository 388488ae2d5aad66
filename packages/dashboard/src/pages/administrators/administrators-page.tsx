import { Badge, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { RowButton } from '../../components/row-button.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import type { AdministratorRow } from './administrator-row.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { OpenInvitations } from './open-invitations.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { ResetDialog } from './reset-dialog.tsx'
import { RoleDialog } from './role-dialog.tsx'

type Open =
  | { readonly dialog: 'invite' }
  | { readonly dialog: 'role' | 'reset' | 'remove'; readonly administrator: AdministratorRow }

/** The administrators of this installation, for owners. */
export function AdministratorsPage() {
  const own = useSession().administrator.id
  const { data, error } = useAct('list_administrators', {})
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const columns: readonly Column<AdministratorRow>[] = [
    {
      title: 'Name',
      render: ({ id, name, email }) => (
        <>
          {name} {id === own && <Badge variant="default">you</Badge>}
          <Text size="xs" c="dimmed">
            {email}
          </Text>
        </>
      ),
    },
    {
      title: 'Role',
      render: ({ role, accountName }) => (accountName === undefined ? role : `${role} of ${accountName}`),
    },
    { title: 'Signs in with', render: describeWays },
    { title: 'Since', render: ({ createdAt }) => <Time at={createdAt} /> },
    {
      title: 'Actions',
      isActions: true,
      render: (administrator) => (
        <Group gap={4} display="inline-flex">
          {actions.map(({ dialog, label }) => (
            <RowButton
              key={dialog}
              label={`${label}: ${administrator.email}`}
              isRed={dialog === 'remove'}
              onClick={() => setOpen({ dialog, administrator })}
            >
              {label}
            </RowButton>
          ))}
        </Group>
      ),
    },
  ]
  return (
    <Page
      title="Administrators"
      description="Owners can do everything. Operators and auditors work on one account: operators change it, auditors read it."
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setOpen({ dialog: 'invite' })}>
          Invite someone
        </Button>
      }
    >
      <Section title="People who can sign in">
        <DataTable
          caption="Administrators"
          list={{ rows: data?.administrators, error }}
          columns={columns}
          toKey={({ id }) => id}
          empty={<Empty title="There are no administrators">The first sign-in link creates one.</Empty>}
        />
      </Section>
      {data !== undefined && data.invitations.length > 0 && <OpenInvitations invitations={data.invitations} />}
      {open?.dialog === 'invite' && <InviteDialog onClose={close} />}
      {open?.dialog === 'role' && <RoleDialog administrator={open.administrator} onClose={close} />}
      {open?.dialog === 'reset' && <ResetDialog administrator={open.administrator} onClose={close} />}
      {open?.dialog === 'remove' && <RemoveDialog administrator={open.administrator} onClose={close} />}
    </Page>
  )
}

const actions = [
  { dialog: 'role', label: 'Change role' },
  { dialog: 'reset', label: 'Reset' },
  { dialog: 'remove', label: 'Remove' },
] as const

function describeWays({ hasPassword, hasTotp, passkeys, hasOidc }: AdministratorRow): string {
  const ways = [
    hasPassword ? `password${hasTotp ? ' and app' : ''}` : undefined,
    passkeys > 0 ? (passkeys === 1 ? 'passkey' : `${passkeys} passkeys`) : undefined,
    hasOidc ? 'provider' : undefined,
  ].filter((way) => way !== undefined)
  return ways.length === 0 ? 'nothing yet' : ways.join(', ')
}
