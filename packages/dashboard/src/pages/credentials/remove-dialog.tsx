import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import type { Credential } from './credential-values.ts'
import { listConsequences } from './removal-consequences.ts'

interface RemoveDialogProps {
  readonly credential: Credential
  readonly onRemoved: () => Promise<void>
  readonly onClose: () => void
}

/** Asks for confirmation before a credential is removed. */
export function RemoveDialog({ credential, onRemoved, onClose }: RemoveDialogProps) {
  const { name } = credential
  const remove = useChange('remove_credential', {
    onSuccess({ leavesNoDefault }) {
      const rest = leavesNoDefault ? ' There is no default credential now.' : ''
      notifyDone(`The credential ${name} was removed.${rest}`)
      return onRemoved()
    },
  })
  return (
    <ConfirmDialog
      title={`Remove the credential ${name}?`}
      consequences={listConsequences(credential)}
      action="Remove the credential"
      typed={name}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ name })}
      onClose={onClose}
    />
  )
}
