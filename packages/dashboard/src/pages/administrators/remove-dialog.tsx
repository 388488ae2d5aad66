import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import type { AdministratorRow } from './administrator-row.ts'

interface RemoveDialogProps {
  readonly administrator: AdministratorRow
  readonly onClose: () => void
}

/** Asks for confirmation before an administrator is removed. */
export function RemoveDialog({ administrator: { id, email }, onClose }: RemoveDialogProps) {
  const remove = useChange('remove_administrator', {
    onSuccess() {
      notifyDone(`${email} can no longer sign in.`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Remove ${email}?`}
      consequences={[
        'They can no longer sign in, and their sessions end immediately.',
        'Tokens and credentials that they created keep working. Their actions stay in the audit log.',
      ]}
      action="Remove"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ administrator: id })}
      onClose={onClose}
    />
  )
}
