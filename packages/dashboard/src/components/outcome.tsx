import { Text } from '@mantine/core'
import { Status, type StatusState } from './status.tsx'

const outcomes = {
  allowed: { state: 'good', label: 'Allowed' },
  denied: { state: 'warning', label: 'Denied' },
  failed: { state: 'bad', label: 'Failed' },
} as const satisfies Readonly<Record<string, { readonly state: StatusState; readonly label: string }>>

interface OutcomeProps {
  readonly outcome: keyof typeof outcomes
  /** The error code, if the request was not allowed. */
  readonly code?: string | undefined
}

/** The outcome of a request. */
export function Outcome({ outcome, code }: OutcomeProps) {
  return (
    <>
      <Status {...outcomes[outcome]} />
      {code !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          {code}
        </Text>
      )}
    </>
  )
}
