import { Code } from '@mantine/core'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import type { OperationRequest } from './build-request.ts'
import type { OperationForm } from './operation-form.ts'

interface ChangeDialogProps {
  readonly form: OperationForm
  readonly request: OperationRequest
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks for confirmation before an operation changes something in the store. */
export function ChangeDialog({ form, request, onConfirm, onClose }: ChangeDialogProps) {
  const body = typeof request.body === 'object' && request.body !== null ? Object.entries(request.body) : []
  const given = [...request.query, ...body].filter(([, value]) => typeof value === 'string') as [string, string][]
  const named = given.filter(([name]) => name === 'bucket' || name === 'key_name').map(([, value]) => value)
  return (
    <ConfirmDialog
      title={`${form.summary}?`}
      lead="What happens"
      consequences={[
        <>
          This is not a dry run: the store really does it{named.length > 0 && ', with '}
          {named.length > 0 && <Code>{named.join('/')}</Code>}.
        </>,
        ...(consequences[form.name] ?? []),
      ]}
      action="Send it"
      isPending={false}
      error={null}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  )
}

/** The consequences of the operations that remove or keep something. All others only add something. */
const consequences: Readonly<Record<string, readonly string[]>> = {
  delete_object: ['The object is deleted. Only a bucket with versioning still has it.', 'Links to it stop working.'],
  multipart_abort: [
    'The parts that were uploaded are deleted.',
    'The client that is uploading them has to start over.',
  ],
  multipart_complete: ['The parts become the object. An existing object with this key is replaced.'],
  multipart_begin: ['The store keeps the parts until the upload is completed or aborted.'],
}
