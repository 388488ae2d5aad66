import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'

interface RemoveDialogProps {
  readonly name: string
  readonly onClose: () => void
}

/** Asks before an account goes, with all that it owns. */
export function RemoveDialog({ name, onClose }: RemoveDialogProps) {
  const { data } = useAct('show_account', { name })
  const remove = useChange('remove_account', {
    onSuccess() {
      notifyDone(`The account ${name} is removed.`)
      onClose()
    },
  })
  const owned =
    data === undefined
      ? []
      : [
          `${data.credentials} credentials are removed: the gateway forgets their secrets.`,
          `${data.tokens} tokens stop working within two seconds.`,
          `${data.openUploads} multipart uploads stay open at their stores, and nobody aborts them.`,
        ]
  return (
    <ConfirmDialog
      title={`Remove the account ${name}?`}
      consequences={[...owned, 'Its operators and auditors lose their access. Signed URLs work until they end.']}
      action="Remove the account"
      typed={name}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ name })}
      onClose={onClose}
    />
  )
}
