import { Button, Group } from '@mantine/core'

interface DialogButtonsProps {
  /** The label of the form's button: `Rename`. */
  readonly action: string
  readonly color?: string | undefined
  readonly isPending: boolean
  readonly isDisabled?: boolean
  /** Whether the focus starts at “Cancel”. */
  readonly beginsAtCancel?: boolean
  readonly onClose: () => void
}

/** The end of a form in a dialog: “Cancel”, and the button that submits. */
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
