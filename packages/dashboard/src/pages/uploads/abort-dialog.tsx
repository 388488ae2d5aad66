import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import { describeLoss } from './upload-progress.ts'

interface AbortDialogProps {
  readonly id: string
  readonly bucket: string
  readonly uploadKey: string
  /** Told when it is done: the upload is in no list any more. */
  readonly onDone: () => void
  readonly onClose: () => void
}

const outcomes = {
  aborted: 'The upload is aborted, and its parts are deleted.',
  gone: 'The store had no such upload any more. It is off the list.',
  unheard: 'The upload is aborted. The store has never said its id: the gateway looks for it within an hour.',
} as const

/** Asks before an upload is aborted, and says what is lost. */
export function AbortDialog({ id, bucket, uploadKey, onDone, onClose }: AbortDialogProps) {
  const abort = useChange('abort_upload', {
    onSuccess({ outcome }) {
      notifyDone(outcomes[outcome])
      onDone()
    },
  })
  // All is read again after a change, and this upload is none any more then.
  const { data } = useAct('show_upload', { id }, { enabled: abort.isIdle })
  return (
    <ConfirmDialog
      title={`Abort the upload of ${bucket}/${uploadKey}?`}
      consequences={[
        data === undefined ? 'The parts that the store has are deleted.' : describeLoss(data),
        'Whoever is uploading it fails at the next part, and has to begin anew.',
        'An object that has this key already stays as it is.',
      ]}
      action="Abort the upload"
      isPending={abort.isPending}
      error={abort.error}
      onConfirm={() => abort.mutate({ id })}
      onClose={onClose}
    />
  )
}
