import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import type { AdministratorRow } from './administrator-row.ts'

interface RemoveDialogProps {
  readonly administrator: AdministratorRow
  readonly onClose: () => void
}

/** Asks before an administrator goes. */
export function RemoveDialog({ administrator: { id, email }, onClose }: RemoveDialogProps) {
  const remove = useChange('remove_administrator', {
    onSuccess() {
      notifyDone(`${email} cannot sign in any more.`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Remove ${email}?`}
      consequences={[
        'They cannot sign in any more, and their sessions end at once.',
        'Tokens and credentials that they made go on working. What they did stays in the audit log.',
      ]}
      action="Remove"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ administrator: id })}
      onClose={onClose}
    />
  )
}
