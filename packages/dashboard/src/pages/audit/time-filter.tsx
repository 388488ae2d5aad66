import { toIso, toLocalMoment } from '../../components/local-moment.ts'
import { MomentField } from '../../components/moment-field.tsx'

interface TimeFilterProps {
  readonly label: string
  /** ISO 8601, or nothing. What is no time is shown as nothing, and the gateway says what is wrong with it. */
  readonly value: string
  readonly onChange: (iso: string) => void
}

/** A time that a list begins or ends with. It stands in the address in UTC: a shared view is the same everywhere. */
export function TimeFilter({ label, value, onChange }: TimeFilterProps) {
  return (
    <MomentField
      label={label}
      value={Number.isNaN(Date.parse(value)) ? '' : toLocalMoment(value)}
      onChange={(event) => onChange(toIso(event.currentTarget.value) ?? '')}
    />
  )
}
