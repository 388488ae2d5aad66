import { Button } from '@mantine/core'

interface RowButtonProps {
  /** What it does: `Remove`. */
  readonly children: string
  /** The same with the name of its row, for a screen reader: `Remove website`. */
  readonly label: string
  /** Whether something is lost by it. */
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
