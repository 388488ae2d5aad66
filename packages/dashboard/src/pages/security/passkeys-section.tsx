import { Button, Text } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiError } from '../../api/api-error.ts'
import { send } from '../../api/send.ts'
import { sessionQuery } from '../../api/session.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Icon } from '../../components/icon.tsx'
import { notifyDone } from '../../components/notify.ts'
import { RowButton } from '../../components/row-button.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { useAuthChange } from '../../identity/use-auth-change.ts'
import type { Passkey } from './passkey.ts'
import { PasskeyDialog } from './passkey-dialog.tsx'

type Open = { readonly dialog: 'add' } | { readonly dialog: 'rename' | 'remove'; readonly passkey: Passkey }

/** The administrator's passkeys, which sign them in with a fingerprint, a face or a PIN. */
export function PasskeysSection() {
  const { passkey: isPossible } = useSuspenseQuery(sessionQuery).data.signInBy
  const { data, error } = useQuery<{ readonly passkeys: readonly Passkey[] }, ApiError>({
    queryKey: ['passkeys'],
    queryFn: ({ signal }) => send('/admin/auth/passkeys', { signal }),
  })
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const remove = useAuthChange('passkeys/remove', {
    onSuccess() {
      notifyDone('The passkey was removed.')
      close()
    },
  })
  const columns: readonly Column<Passkey>[] = [
    { title: 'Name', render: ({ name }) => name },
    { title: 'Added', render: ({ createdAt }) => <Time at={createdAt} /> },
    { title: 'Where', render: ({ isBackedUp }) => (isBackedUp ? 'On all of your devices' : 'On one device') },
    {
      title: 'Actions',
      isActions: true,
      render: (passkey) => (
        <>
          <RowButton label={`Rename ${passkey.name}`} onClick={() => setOpen({ dialog: 'rename', passkey })}>
            Rename
          </RowButton>
          <RowButton label={`Remove ${passkey.name}`} isRed onClick={() => setOpen({ dialog: 'remove', passkey })}>
            Remove
          </RowButton>
        </>
      ),
    },
  ]
  return (
    <Section
      title="Passkeys"
      description="A passkey signs you in without a password or code, and a fake website cannot steal it."
      actions={
        <Button leftSection={<Icon name="plus" />} disabled={!isPossible} onClick={() => setOpen({ dialog: 'add' })}>
          Add a passkey
        </Button>
      }
    >
      {!isPossible && (
        <Text size="sm" mb="sm">
          Passkeys need a host name: open this page as <code>http://localhost</code> with its port, or over HTTPS.
        </Text>
      )}
      <DataTable
        caption="Your passkeys"
        list={{ rows: data?.passkeys, error }}
        columns={columns}
        toKey={({ id }) => id}
        empty={
          <Text size="sm" c="dimmed">
            You have none.
          </Text>
        }
      />
      {open?.dialog === 'add' && <PasskeyDialog onClose={close} />}
      {open?.dialog === 'rename' && <PasskeyDialog renamed={open.passkey} onClose={close} />}
      {open?.dialog === 'remove' && (
        <ConfirmDialog
          title={`Remove the passkey ${open.passkey.name}?`}
          consequences={['Signing in with this passkey stops working. Open sessions stay open.']}
          action="Remove the passkey"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate({ id: open.passkey.id })}
          onClose={close}
        />
      )}
    </Section>
  )
}
