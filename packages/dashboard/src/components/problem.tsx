import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core'
import { type ApiError, nameField } from '../api/api-error.ts'
import { MarkedText } from './marked-text.tsx'

interface ProblemProps {
  readonly error: ApiError
  /** Fields that show their own problems. */
  readonly shownFields?: readonly string[]
  readonly onRetry?: () => void
}

/** An error in the gateway's words, with the request id that finds it in the log. A screen reader announces it immediately. */
export function Problem({ error, shownFields = [], onRetry }: ProblemProps) {
  const details = error.details.filter(({ parameter }) => !shownFields.includes(nameField(parameter)))
  // The gateway's own sentence refers to the list in its answer, which is shown here as a list.
  const isShown = error.code === 'invalid_request' && error.details.length > 0
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      title={isShown ? 'Some fields are not valid yet' : <MarkedText text={error.message} />}
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
