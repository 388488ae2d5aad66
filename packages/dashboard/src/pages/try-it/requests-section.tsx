import { Button, Group, Stack, Switch, Text } from '@mantine/core'
import { useState, useSyncExternalStore } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { Section } from '../../components/section.tsx'
import { toCurl } from './curl-line.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'

interface RequestsSectionProps {
  readonly log: RequestLog
  /** The token’s text, which commands contain as a variable. */
  readonly token: string | undefined
}

/** Each request that the page sent, as a curl command that sends the same request. */
export function RequestsSection({ log, token }: RequestsSectionProps) {
  const [showsToken, setShowsToken] = useState(false)
  const [showsAll, setShowsAll] = useState(false)
  const requests = useSyncExternalStore(log.subscribe, () => log.requests)
  const shown = showsAll ? requests : requests.slice(0, 3)
  return (
    <Section
      title="Requests as curl commands"
      description="The requests of this page, newest first. Your program can send the same."
      actions={
        <Switch
          label="Show the token"
          checked={showsToken}
          onChange={(event) => setShowsToken(event.currentTarget.checked)}
        />
      }
    >
      <Stack gap="sm">
        {requests.length === 0 && (
          <Text size="sm" c="dimmed">
            No requests yet.
          </Text>
        )}
        {shown.map((request) => (
          <CodeBlock key={request.id} label={describe(request)} text={toCurl(request, token, showsToken)} wraps />
        ))}
        {requests.length > 3 && (
          <Group gap="xs">
            <Button variant="default" size="compact-sm" onClick={() => setShowsAll(!showsAll)}>
              {showsAll ? 'Show the last three' : `Show all ${requests.length}`}
            </Button>
            <Button variant="subtle" size="compact-sm" onClick={log.clear}>
              Clear
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

function describe({ id, method, url, status, headers }: LoggedRequest): string {
  const to = headers.authorization === undefined ? 'store' : 'gateway'
  const answer = status === undefined ? 'in flight' : status === 0 ? 'no answer' : status
  return `${id}. ${method} ${new URL(url).pathname} at the ${to}: ${answer}`
}
