import { Code, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'
import { describeSource, describeStates, guardTexts } from './credential-state.ts'
import type { Credential } from './credential-values.ts'

interface CredentialFactsProps {
  readonly credential: Credential
  readonly storeTitle: string
}

/** Everything known about a credential, except its secret. */
export function CredentialFacts({ credential, storeTitle }: CredentialFactsProps) {
  return (
    <Section title="Details">
      <Facts facts={listFacts(credential, storeTitle)} />
    </Section>
  )
}

function listFacts(credential: Credential, storeTitle: string): readonly (readonly [string, ReactNode])[] {
  const { region, endpoint, publicEndpoint, accessKeyId, bucketPatterns, isDefault, actions, guard } = credential
  const { source, renewal, expiresAt, createdAt, addressing, aclPlacement, signatureVersion, isSandbox } = credential
  return [
    [
      'State',
      describeStates(credential, Date.now()).map(({ state, label, detail }) => (
        <div key={label}>
          <Status state={state} label={label} />
          {detail !== undefined && (
            <Text size="sm" c="dimmed">
              {detail}
            </Text>
          )}
        </div>
      )),
    ],
    ['Store', isSandbox ? 'The sandbox of this gateway' : storeTitle],
    ['Region', region],
    [
      'Endpoint',
      endpoint === undefined ? "AWS's endpoint for the region of each bucket" : <Code key="endpoint">{endpoint}</Code>,
    ],
    ['Public endpoint', publicEndpoint && <Code key="public">{publicEndpoint}</Code>],
    ['Access key ID', <Code key="id">{accessKeyId}</Code>],
    ['Source of the keys', source && describeSource(source)],
    ['Renewal', renewal?.text],
    ['Keys expire', expiresAt && <Time key="end" at={expiresAt} />],
    ['Buckets', bucketPatterns.length === 0 ? 'None by name' : bucketPatterns.join(', ')],
    ['Default', isDefault ? 'Yes: it signs for every bucket that no credential names' : 'No'],
    ['Actions', actions === undefined ? 'All' : actions.join(', ')],
    [
      'Guard of the store',
      guard === undefined ? 'Unknown until the gateway first uses the store and asks it.' : guardTexts[guard],
    ],
    ['Bucket name', addressing && (addressing === 'path' ? 'in the path' : 'in the host name')],
    ['ACLs are signed in', aclPlacement && `the ${aclPlacement}`],
    ['Signature version', signatureVersion === 'v2' && '2'],
    ['Stored', <Time key="stored" at={createdAt} />],
  ]
}
