import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core'
import { type ApiError, nameField } from '../api/api-error.ts'
import { MarkedText } from './marked-text.tsx'

interface ProblemProps {
  readonly error: ApiError
  /** Fields whose problems stand beside them already. */
  readonly shownFields?: readonly string[]
  readonly onRetry?: () => void
}

/** What went wrong, in the gateway's words, with what an operator finds it in the log by. A screen reader says it at once. */
export function Problem({ error, shownFields = [], onRetry }: ProblemProps) {
  const details = error.details.filter(({ parameter }) => !shownFields.includes(nameField(parameter)))
  // The gateway's sentence is about a list that stands in its answer.
  const isShown = error.code === 'invalid_request' && error.details.length > 0
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={isShown ? 'Some fields are not right yet' : <MarkedText text={error.message} />}
      // Alert's own red has too little contrast behind the grey of code (WCAG 2.2, 1.4.3).
      styles={{ title: { whiteSpace: 'normal', color: 'var(--mantine-color-error)' } }}
    >
      <Stack gap="xs">
        {details.length > 0 && (
          <List size="sm">
            {details.map(({ parameter, message }) => (
              <List.Item key={parameter + message}>
                <MarkedText text={message} />
              </List.Item>
            ))}
          </List>
        )}
        <Group gap="xs" justify="space-between">
          <Text size="xs" c="dimmed">
            {error.docs === undefined ? (
              error.code
            ) : (
              <Anchor href={error.docs} target="_blank" rel="noreferrer" inherit>
                {error.code}
              </Anchor>
            )}
            {error.requestId === undefined ? '' : `, request ${error.requestId}`}
          </Text>
          {onRetry !== undefined && (
            <Button size="compact-sm" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  )
}
