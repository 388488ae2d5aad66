import { Button } from '@mantine/core'

interface RowButtonProps {
  /** The visible label: `Remove`. */
  readonly children: string
  /** The label for a screen reader, with the name of the row: `Remove website`. */
  readonly label: string
  /** Whether it destroys something. */
  readonly isRed?: boolean
  readonly onClick: () => void
}

/** A button in a row of a table. */
export function RowButton({ children, label, isRed = false, onClick }: RowButtonProps) {
  return (
    <Button variant="subtle" size="compact-sm" color={isRed ? 'red' : undefined} aria-label={label} onClick={onClick}>
      {children}
    </Button>
  )
}
