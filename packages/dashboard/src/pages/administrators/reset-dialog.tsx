import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Dialog } from '../../components/dialog.tsx'
import type { AdministratorRow } from './administrator-row.ts'
import { LinkToGive } from './link-to-give.tsx'

interface ResetDialogProps {
  readonly administrator: AdministratorRow
  readonly onClose: () => void
}

/** Creates a link for an administrator who can no longer sign in. */
export function ResetDialog({ administrator: { id, email }, onClose }: ResetDialogProps) {
  const reset = useChange('reset_administrator')
  if (reset.data !== undefined) {
    return (
      <Dialog onClose={onClose} title="The link is ready">
        <LinkToGive link={reset.data.link} expiresAt={reset.data.expiresAt} onClose={onClose} />
      </Dialog>
    )
  }
  return (
    <ConfirmDialog
      title={`Reset the sign-in of ${email}?`}
      consequences={[
        'Their password, authenticator app, backup codes and passkeys stop working.',
        'Their sessions end. You get a link for them, with which they choose a new password.',
      ]}
      action="Reset"
      isPending={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate({ administrator: id })}
      onClose={onClose}
    />
  )
}
