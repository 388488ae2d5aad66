import type { Signpost } from '@signpost/client'
import type { ListedUpload } from '@signpost/client/react'
import { useMutation } from '@tanstack/react-query'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { notifyDone } from '../../components/notify.ts'
import { toUploadError } from './upload-error.tsx'

interface DeleteDialogProps {
  readonly upload: ListedUpload
  readonly signpost: Signpost
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks for confirmation before an object is deleted from the store. */
export function DeleteDialog({ upload, signpost, onDone, onClose }: DeleteDialogProps) {
  const { file, bucket, key } = upload
  const remove = useMutation({
    mutationFn: () => signpost.remove({ bucket, key }),
    onSuccess() {
      notifyDone(`${file.name} was deleted.`)
      onDone()
    },
    gcTime: 0,
  })
  return (
    <ConfirmDialog
      title={`Delete ${file.name}?`}
      consequences={[
        `The object ${bucket}/${key} is deleted. Only a bucket with versioning still has it.`,
        'Links to it stop working immediately.',
      ]}
      action="Delete the object"
      isPending={remove.isPending}
      error={remove.error === null ? null : toUploadError(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  )
}
