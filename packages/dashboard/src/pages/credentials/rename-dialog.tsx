import { Stack, Text, TextInput } from '@mantine/core'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'

interface RenameDialogProps {
  readonly name: string
  readonly onRenamed: (name: string) => Promise<void>
  readonly onClose: () => void
}

/** Gives a credential another name. */
export function RenameDialog({ name, onRenamed, onClose }: RenameDialogProps) {
  const form = useActForm({ initialValues: { newName: name } })
  const rename = useChange('rename_credential', {
    onSuccess(_, { newName }) {
      notifyDone(`The credential is now called ${newName}.`)
      return onRenamed(newName)
    },
    onError: form.showProblems,
  })
  return (
    <Dialog onClose={onClose} title={`Rename ${name}`} closeButtonProps={{ 'aria-label': 'Cancel' }}>
      <form onSubmit={form.onSubmit(({ newName }) => rename.mutate({ name, newName }))}>
        <Stack>
          <Text size="sm">
            Tokens and uploads refer to it by id, so they keep working. Requests that name it (
            <code>credential={name}</code>) must send the new name.
          </Text>
          <TextInput
            label="Name"
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('newName')}
          />
          {rename.error !== null && <Problem error={rename.error} shownFields={form.shownFields} />}
          <DialogButtons action="Rename" isPending={rename.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
