import { Anchor, Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loading } from '../../components/loading.tsx'
import { Outcome } from '../../components/outcome.tsx'
import { Problem } from '../../components/problem.tsx'
import { Time } from '../../components/time.tsx'
import { useFocusReturn } from '../../components/use-focus-return.ts'
import type { AuditEvent } from './audit-event.ts'
import type { AuditFilters } from './audit-filters.ts'

interface EventDrawerProps {
  readonly id: number
  /** The event without names of tokens and credentials, if the list has already loaded it. */
  readonly known: AuditEvent | undefined
  readonly onFilter: (filters: AuditFilters) => void
  readonly onClose: () => void
}

type ShownEvent = AuditEvent & Partial<ActResult<'show_audit_event'>>

/** One event in full. */
export function EventDrawer({ id, known, onFilter, onClose }: EventDrawerProps) {
  const { data, error } = useAct('show_audit_event', { id })
  const event: ShownEvent | undefined = data ?? known
  useFocusReturn()
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={`Event ${id}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // As with dialogs (theme.ts): no second banner.
      attributes={{ header: { role: 'presentation' } }}
    >
      {event === undefined && error !== null && <Problem error={error} />}
      {event === undefined && error === null && <Loading lines={8} />}
      {event !== undefined && <EventInFull event={event} onFilter={onFilter} />}
    </Drawer>
  )
}

function EventInFull({
  event,
  onFilter,
}: {
  readonly event: ShownEvent
  readonly onFilter: EventDrawerProps['onFilter']
}) {
  const { at, outcome, status, code, operation, action, bucket, key, acl, expiresInSeconds, accountId } = event
  const { tokenId, tokenName, clientToken, credentialId, credentialName, clientAddress, requestId, count, mcpClient } =
    event
  const same: readonly (readonly [label: string, filters: AuditFilters | undefined])[] = [
    ['request', { requestId }],
    ['token', tokenId === undefined ? undefined : { tokenId }],
    ['error code', code === undefined ? undefined : { code }],
    ['bucket', bucket === undefined ? undefined : { bucket }],
    ['address', { clientAddress }],
  ]
  return (
    <Stack gap="md">
      <Facts
        facts={[
          ['When', showTime(at)],
          ['In UTC', at],
          ['Outcome', showOutcome(outcome)],
          ['HTTP status', status],
          ['Error code', code && linkError(code)],
          ['Operation', operation],
          ['Action', action],
          ['Bucket', bucket],
          ['Key', key],
          ['ACL', acl],
          ['Lifetime', expiresInSeconds === undefined ? undefined : `${expiresInSeconds} s`],
          ['Represents', count > 1 ? `${count} requests` : undefined],
          ['Token', tokenId && linkTo(`/tokens/${encodeURIComponent(tokenId)}`, tokenName, tokenId)],
          ['Client token', clientToken],
          ['Credential', credentialId && showCredential(credentialName, credentialId)],
          ['Account', accountId ?? 'none: the token was unknown'],
          ['Client address', clientAddress],
          ['Agent', mcpClient],
          ['Request id', requestId],
        ]}
      />
      <div>
        <Text size="sm" fw={500} mb={6}>
          Other events with the same
        </Text>
        <Group gap="xs">
          {same.map(
            ([label, filters]) =>
              filters !== undefined && (
                <Button key={label} variant="default" size="compact-sm" onClick={() => onFilter(filters)}>
                  {label}
                </Button>
              ),
          )}
        </Group>
      </div>
      <Group>
        <CopyButton text={JSON.stringify(event, null, 2)} what="the event as JSON" />
      </Group>
    </Stack>
  )
}

function showTime(at: string): ReactNode {
  return <Time at={at} isExact />
}

function showOutcome(outcome: AuditEvent['outcome']): ReactNode {
  return <Outcome outcome={outcome} />
}

function linkTo(to: string, name: string | undefined, id: string): ReactNode {
  return (
    <>
      <Anchor component={Link} to={to} inherit>
        {name ?? id}
      </Anchor>
      {name !== undefined && ` (${id})`}
    </>
  )
}

/** A removed credential no longer has a page to link to. */
function showCredential(name: string | undefined, id: string): ReactNode {
  return name === undefined ? id : linkTo(`/credentials/${encodeURIComponent(name)}`, name, id)
}

function linkError(code: string): ReactNode {
  return (
    <Anchor href={`/docs/errors#${code}`} target="_blank" rel="noreferrer" inherit underline="always">
      {code}
    </Anchor>
  )
}
