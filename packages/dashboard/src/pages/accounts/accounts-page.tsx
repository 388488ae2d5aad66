import { Anchor, Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useActList } from '../../api/use-act.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { RowButton } from '../../components/row-button.tsx'
import { Time } from '../../components/time.tsx'
import { NameDialog } from './name-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

interface Account {
  readonly id: string
  readonly name: string
  readonly createdAt: string
}

type Open = { readonly dialog: 'add' } | { readonly dialog: 'rename' | 'remove'; readonly account: Account }

/** The accounts of the installation, for owners. */
export function AccountsPage() {
  const list = useActList('list_accounts', {}, ({ accounts }) => accounts)
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)

  const columns: readonly Column<Account>[] = [
    {
      title: 'Name',
      render: ({ id, name }) => (
        <Anchor component={Link} to="/" search={{ account: id } as never} inherit>
          {name}
        </Anchor>
      ),
    },
    { title: 'Created', render: ({ createdAt }) => <Time at={createdAt} /> },
    { title: 'Id', render: ({ id }) => <code>{id}</code> },
    {
      title: 'Actions',
      isActions: true,
      render: (account) => (
        <Group gap={4} justify="flex-end" wrap="nowrap" display="inline-flex">
          <RowButton label={`Rename ${account.name}`} onClick={() => setOpen({ dialog: 'rename', account })}>
            Rename
          </RowButton>
          <RowButton label={`Remove ${account.name}`} isRed onClick={() => setOpen({ dialog: 'remove', account })}>
            Remove
          </RowButton>
        </Group>
      ),
    },
  ]

  return (
    <Page
      title="Accounts"
      description="Each account has its own credentials, tokens and uploads. Operators and auditors work on one of them."
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setOpen({ dialog: 'add' })}>
          Add an account
        </Button>
      }
    >
      <DataTable
        caption="Accounts"
        list={list}
        columns={columns}
        toKey={({ id }) => id}
        empty={<Empty title="There are no accounts">The gateway creates one when it first starts.</Empty>}
      />
      {open?.dialog === 'add' && <NameDialog onClose={close} />}
      {open?.dialog === 'rename' && <NameDialog renamed={open.account.name} onClose={close} />}
      {open?.dialog === 'remove' && <RemoveDialog account={open.account} onClose={close} />}
    </Page>
  )
}
