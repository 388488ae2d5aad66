import { Button, Group } from '@mantine/core'

interface DialogButtonsProps {
  /** What the button of the form does: `Rename`. */
  readonly action: string
  readonly color?: string | undefined
  readonly isPending: boolean
  readonly isDisabled?: boolean
  /** Whether the dialog begins at the way out. */
  readonly beginsAtCancel?: boolean
  readonly onClose: () => void
}

/** The end of a form in a dialog: the way out, and the button that does it. */
export function DialogButtons({ action, color, isPending, isDisabled, beginsAtCancel, onClose }: DialogButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onClose} data-autofocus={beginsAtCancel || undefined}>
        Cancel
      </Button>
      <Button type="submit" color={color} loading={isPending} disabled={isDisabled}>
        {action}
      </Button>
    </Group>
  )
}
