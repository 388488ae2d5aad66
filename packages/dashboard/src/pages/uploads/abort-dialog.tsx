import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import { describeLoss } from './upload-progress.ts'

interface AbortDialogProps {
  readonly id: string
  readonly bucket: string
  readonly uploadKey: string
  /** Called after the abort, when no list contains the upload any more. */
  readonly onDone: () => void
  readonly onClose: () => void
}

const outcomes = {
  aborted: 'The upload was aborted, and its parts were deleted.',
  gone: 'The store no longer had this upload. It was removed from the list.',
  unheard:
    'The upload was aborted. The store never returned its id, so the gateway will look for it at the store within an hour.',
} as const

/** Asks for confirmation before an upload is aborted, and says what is lost. */
export function AbortDialog({ id, bucket, uploadKey, onDone, onClose }: AbortDialogProps) {
  const abort = useChange('abort_upload', {
    onSuccess({ outcome }) {
      notifyDone(outcomes[outcome])
      onDone()
    },
  })
  // A change refetches every read, and by then this upload no longer exists.
  const { data } = useAct('show_upload', { id }, { enabled: abort.isIdle })
  return (
    <ConfirmDialog
      title={`Abort the upload of ${bucket}/${uploadKey}?`}
      consequences={[
        data === undefined ? 'The parts that the store has are deleted.' : describeLoss(data),
        'The client that is uploading it fails at the next part and has to start over.',
        'An existing object with this key stays unchanged.',
      ]}
      action="Abort the upload"
      isPending={abort.isPending}
      error={abort.error}
      onConfirm={() => abort.mutate({ id })}
      onClose={onClose}
    />
  )
}
