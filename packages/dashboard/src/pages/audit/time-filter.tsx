import { toIso, toLocalMoment } from '../../components/local-moment.ts'
import { MomentField } from '../../components/moment-field.tsx'

interface TimeFilterProps {
  readonly label: string
  /** ISO 8601, or empty. An invalid time is shown as an empty field, and the gateway reports what is wrong with it. */
  readonly value: string
  readonly onChange: (iso: string) => void
}

/** The start or end time of a list. The address has it in UTC, so a shared view is the same in every time zone. */
export function TimeFilter({ label, value, onChange }: TimeFilterProps) {
  return (
    <MomentField
      label={label}
      value={Number.isNaN(Date.parse(value)) ? '' : toLocalMoment(value)}
      onChange={(event) => onChange(toIso(event.currentTarget.value) ?? '')}
    />
  )
}
