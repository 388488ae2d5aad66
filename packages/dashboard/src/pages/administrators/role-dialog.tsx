import { Stack } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import type { AdministratorRow } from './administrator-row.ts'
import { RoleFields, type RoleValue, toRoleInput } from './role-fields.tsx'

interface RoleDialogProps {
  readonly administrator: AdministratorRow
  readonly onClose: () => void
}

/** Gives an administrator another role. */
export function RoleDialog({ administrator, onClose }: RoleDialogProps) {
  const { id, email, role, accountId, accountName } = administrator
  const [value, setValue] = useState<RoleValue>({ role, accountId })
  const change = useChange('set_administrator', {
    onSuccess() {
      notifyDone(`The role of ${email} is now ${value.role}.`)
      onClose()
    },
  })
  return (
    <Dialog onClose={onClose} title={`Role of ${email}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate({ administrator: id, ...toRoleInput(value) })
        }}
      >
        <Stack>
          <RoleFields
            value={value}
            onChange={setValue}
            {...(accountId === undefined ? {} : { account: { id: accountId, name: accountName ?? accountId } })}
          />
          {change.error !== null && <Problem error={change.error} />}
          <DialogButtons action="Change role" isPending={change.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
