import { List, Stack, Text, TextInput } from '@mantine/core'
import { type ReactNode, type SubmitEvent, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { Dialog } from './dialog.tsx'
import { DialogButtons } from './dialog-buttons.tsx'
import { Problem } from './problem.tsx'

interface ConfirmDialogProps {
  /** A question: `Revoke the token “website”?` */
  readonly title: string
  /** The heading of the consequences, if `What will stop working` does not describe them. */
  readonly lead?: string
  /** What stops working, each in a sentence. Every confirmation names its consequences. */
  readonly consequences: readonly ReactNode[]
  /** The button's label: `Revoke`. */
  readonly action: string
  /** A text to type first, before something that cannot be undone. */
  readonly typed?: string
  readonly isPending: boolean
  readonly error: ApiError | null
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks for confirmation before something is destroyed, and says what will stop working. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    lead = 'What will stop working',
    consequences,
    action,
    typed,
    isPending,
    error,
    onConfirm,
    onClose,
  } = props
  const [text, setText] = useState('')

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (typed === undefined || text === typed) onConfirm()
  }

  return (
    <Dialog onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <div>
            <Text size="sm" fw={500} mb={4}>
              {lead}
            </Text>
            <List size="sm">
              {consequences.map((consequence, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list of a dialog does not change
                <List.Item key={index}>{consequence}</List.Item>
              ))}
            </List>
          </div>
          {typed !== undefined && (
            <TextInput
              label={`Type ${typed} to confirm`}
              autoComplete="off"
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {error !== null && <Problem error={error} />}
          <DialogButtons
            action={action}
            color="red"
            isPending={isPending}
            isDisabled={typed !== undefined && text !== typed}
            beginsAtCancel={typed === undefined}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  )
}
