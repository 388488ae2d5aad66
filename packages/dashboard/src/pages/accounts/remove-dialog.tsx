import { useQueryClient } from '@tanstack/react-query'
import { flushSync } from 'react-dom'
import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import { useAddressState } from '../../components/use-address-state.ts'

interface RemoveDialogProps {
  readonly account: { readonly id: string; readonly name: string }
  readonly onClose: () => void
}

/** Asks for confirmation before an account is removed with everything that it owns. */
export function RemoveDialog({ account: { id, name }, onClose }: RemoveDialogProps) {
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useAddressState('account')
  const { data } = useAct('show_account', { name })
  const remove = useChange('remove_account', {
    async onSuccess() {
      // First the dialog closes, then the pages of that account: both would request an account that no longer exists.
      flushSync(onClose)
      if (chosen === id) await setChosen('')
      queryClient.removeQueries({ predicate: ({ queryKey: [kind, , account] }) => kind === 'act' && account === id })
      notifyDone(`The account ${name} was removed.`)
    },
  })
  const owned =
    data === undefined
      ? []
      : [
          `Its credentials (${data.credentials}) are removed, and the gateway forgets their secrets.`,
          `Its tokens (${data.tokens}) stop working within two seconds.`,
          `Its open multipart uploads (${data.openUploads}) stay in their stores, and Signpost no longer aborts them.`,
        ]
  return (
    <ConfirmDialog
      title={`Remove the account ${name}?`}
      consequences={[
        ...owned,
        'Its operators and auditors lose their access. Signed URLs keep working until they expire.',
      ]}
      action="Remove the account"
      typed={name}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ name })}
      onClose={onClose}
    />
  )
}
