import { Button, Group, List, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useChange } from '../../api/use-change.ts'
import { notifyDone } from '../../components/notify.ts'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'
import { useTop } from '../../components/use-top.ts'
import { AcceptOpenStore, OpenStoreNotice } from './open-store.tsx'

interface StoredCredentialProps {
  readonly stored: ActResult<'add_credential'>
  readonly onAgain: () => void
}

/** Shows what the store answered when a credential was stored, and the next steps. */
export function StoredCredential({ stored, onAgain }: StoredCredentialProps) {
  const { name, check, explanation, bucketPatterns, isDefault, sharedPatterns, renewsAt, endpoint } = stored
  useTop()
  return (
    <Page title={`The credential ${name} was stored`}>
      <Section title="What the store says">
        <Stack gap="sm" role="status">
          <Status
            state={check === 'good' ? 'good' : 'unknown'}
            label={check === 'good' ? 'The keys work' : 'The store was not asked'}
          />
          {explanation !== undefined && <Text size="sm">{explanation}</Text>}
          <List size="sm">
            {endpoint !== undefined && <List.Item>Its endpoint is {endpoint}.</List.Item>}
            <List.Item>{describeUse(bucketPatterns, isDefault)}</List.Item>
            {sharedPatterns.map(({ pattern, credential }) => (
              <List.Item key={pattern}>
                The older credential {credential} keeps signing for {pattern}.
              </List.Item>
            ))}
            {renewsAt !== undefined && (
              <List.Item>
                Its keys are renewed on <Time at={renewsAt} />.
              </List.Item>
            )}
          </List>
        </Stack>
      </Section>
      {stored.guard === 'open' && <AcceptStore name={name} />}
      <Group gap="xs">
        <Button component={Link} to={`/credentials/${name}`}>
          Open it and test a bucket
        </Button>
        <Button variant="default" component={Link} to="/tokens/create">
          Create a token
        </Button>
        <Button variant="default" onClick={onAgain}>
          Add another
        </Button>
      </Group>
    </Page>
  )
}

function describeUse(patterns: readonly string[], isDefault: boolean): string {
  const rest = 'every bucket that no credential names'
  if (patterns.length === 0)
    return isDefault
      ? `It signs for ${rest}.`
      : 'It names no bucket, so it signs only requests that name this credential.'
  return `It signs for ${patterns.join(', ')}${isDefault ? `, and for ${rest}` : ''}.`
}

/** Lets the operator accept a store that turned out to be open only when it was asked. */
function AcceptStore({ name }: { readonly name: string }) {
  const [isAccepted, setIsAccepted] = useState(false)
  const accept = useChange('set_credential', {
    onSuccess: () => notifyDone('The gateway now signs uploads on this open store.'),
  })
  return (
    <Stack mb="md">
      <OpenStoreNotice>
        {accept.isSuccess ? (
          <Text size="sm" fw={500} role="status">
            You have accepted it.
          </Text>
        ) : (
          <>
            <AcceptOpenStore checked={isAccepted} onChange={(event) => setIsAccepted(event.currentTarget.checked)} />
            <Group>
              <Button
                variant="default"
                size="compact-sm"
                disabled={!isAccepted}
                loading={accept.isPending}
                onClick={() => accept.mutate({ name, acceptsOpenStore: true })}
              >
                Save
              </Button>
            </Group>
          </>
        )}
        {accept.error !== null && <Problem error={accept.error} />}
      </OpenStoreNotice>
    </Stack>
  )
}
