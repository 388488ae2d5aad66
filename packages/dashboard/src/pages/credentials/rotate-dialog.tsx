import { Checkbox, Stack, Text } from '@mantine/core'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { emptyCredential, type KeyValues, toKeyInput } from './credential-values.ts'
import { KeyFields } from './key-fields.tsx'

interface RotateDialogProps {
  readonly name: string
  readonly onClose: () => void
}

const { accessKeyId, secretAccessKey, isTemporary, sessionToken, expiresAt } = emptyCredential
const noKeys = { accessKeyId, secretAccessKey, isTemporary, sessionToken, expiresAt, unchecked: false, force: false }

/** Replaces the keys of a credential. */
export function RotateDialog({ name, onClose }: RotateDialogProps) {
  const form = useActForm<KeyValues & { unchecked: boolean; force: boolean }>({ initialValues: noKeys })
  const rotate = useChange('rotate_credential', {
    onSuccess({ explanation }) {
      notifyDone(`The keys of ${name} were changed. ${explanation}`)
      onClose()
    },
    onError: form.showProblems,
  })
  const { error } = rotate
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={`Rotate the keys of ${name}`}
      closeButtonProps={{ 'aria-label': 'Cancel' }}
    >
      <form
        onSubmit={form.onSubmit(({ unchecked, force, ...keys }) => {
          const anyway = { ...(unchecked ? { unchecked } : {}), ...(force ? { force } : {}) }
          rotate.mutate({ name, ...toKeyInput(keys), ...anyway } as Parameters<typeof rotate.mutate>[0])
        })}
      >
        <Stack>
          <Text size="sm">
            Create new keys at the store first. The gateway tests them and switches to them within two seconds. URLs
            signed with the old keys work until they expire, or until you delete the old keys at the store.
          </Text>
          <KeyFields form={form} />
          {error !== null && <Problem error={error} shownFields={form.shownFields} />}
          {error?.code === 'credential_unchecked' && (
            <Checkbox
              label="Change the keys although the store does not answer"
              {...form.getInputProps('unchecked', { type: 'checkbox' })}
            />
          )}
          {error?.code === 'credential_refused' && (
            <Checkbox
              label="Change the keys although the store refuses them"
              description="Until the store accepts them, nothing signed with them works."
              {...form.getInputProps('force', { type: 'checkbox' })}
            />
          )}
          <DialogButtons action="Test and change the keys" isPending={rotate.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
