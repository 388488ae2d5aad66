import { Stack, Text, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { addPasskey } from '../../identity/passkey.ts'
import { useAuthChange } from '../../identity/use-auth-change.ts'
import type { Passkey } from './passkey.ts'

interface PasskeyDialogProps {
  /** The passkey to rename. Without it the dialog adds a passkey. */
  readonly renamed?: Passkey
  readonly onClose: () => void
}

/** Adds a passkey, or renames one. */
export function PasskeyDialog({ renamed, onClose }: PasskeyDialogProps) {
  const [name, setName] = useState(renamed?.name ?? '')
  const add = useAuthChange(() => addPasskey(name), {
    onSuccess() {
      notifyDone('The passkey was added.')
      onClose()
    },
  })
  const rename = useAuthChange('passkeys/rename', { onSuccess: onClose })
  const { error, isPending } = renamed === undefined ? add : rename

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (renamed === undefined) add.mutate({})
    else rename.mutate({ id: renamed.id, name })
  }

  return (
    <Dialog onClose={onClose} title={renamed === undefined ? 'Add a passkey' : `Rename ${renamed.name}`}>
      <form onSubmit={submit}>
        <Stack>
          {renamed === undefined && (
            <Text size="sm">
              Give it a name that you will recognise later. The browser then asks for your fingerprint, face or PIN.
            </Text>
          )}
          <TextInput
            label="Name"
            placeholder="Laptop"
            required
            data-autofocus
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {error !== null && <Problem error={error} />}
          <DialogButtons
            action={renamed === undefined ? 'Add the passkey' : 'Rename'}
            isPending={isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  )
}
