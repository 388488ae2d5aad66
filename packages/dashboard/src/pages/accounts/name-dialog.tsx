import { Stack, TextInput } from '@mantine/core'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'

interface NameDialogProps {
  /** The present name of the account to rename. Without it the dialog adds an account. */
  readonly renamed?: string
  readonly onClose: () => void
}

/** Asks for the name of a new account, or a new name for an existing one. */
export function NameDialog({ renamed, onClose }: NameDialogProps) {
  const field = renamed === undefined ? 'name' : 'newName'
  const form = useActForm<Record<string, string>>({ initialValues: { [field]: renamed ?? '' } })
  const name = form.values[field] ?? ''
  const done = (message: string) => {
    notifyDone(message)
    onClose()
  }
  const add = useChange('add_account', {
    onSuccess: () => done(`The account ${name} was added.`),
    onError: form.showProblems,
  })
  const rename = useChange('rename_account', {
    onSuccess: () => done(`The account is now called ${name}.`),
    onError: form.showProblems,
  })
  const { error, isPending } = renamed === undefined ? add : rename
  return (
    <Dialog onClose={onClose} title={renamed === undefined ? 'Add an account' : `Rename ${renamed}`}>
      <form
        onSubmit={form.onSubmit(() => {
          if (renamed === undefined) add.mutate({ name })
          else rename.mutate({ name: renamed, newName: name })
        })}
      >
        <Stack>
          <TextInput label="Name" required data-autofocus autoComplete="off" {...form.getInputProps(field)} />
          {error !== null && <Problem error={error} shownFields={form.shownFields} />}
          <DialogButtons action={renamed === undefined ? 'Add' : 'Rename'} isPending={isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
