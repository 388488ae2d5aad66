import { Button, Code, Group, Text } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useMay } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'
import { Facts } from '../../components/facts.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'
import { byteUnits, showQuantity, timeUnits } from './quantity.ts'
import { RecentEvents } from './recent-events.tsx'
import { RevokeDialog } from './revoke-dialog.tsx'
import { stateLabels } from './token-state.ts'
import { TokenUse } from './token-use.tsx'
import type { Token } from './token-values.ts'

/** One token: what it may do, how it was used, and code that uses it. */
export function TokenPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const { data, error } = useAct('show_token', { id })
  const token = data?.id === id ? data : undefined
  const name = token?.name ?? 'Token'
  return (
    <Page title={name} actions={token === undefined ? undefined : <Actions token={token} />}>
      {error !== null ? (
        <Problem error={error} />
      ) : token === undefined ? (
        <Loading lines={8} />
      ) : (
        <>
          <Section title="Details">
            <TokenFacts token={token} />
          </Section>
          {token.state === 'active' && <TokenUse key={id} id={id} limits={token.limits} />}
          <RecentEvents id={id} />
        </>
      )}
    </Page>
  )
}

function Actions({ token }: { readonly token: Token }) {
  const mayChange = useMay('operator')
  const [isRevoking, setIsRevoking] = useState(false)
  if (!mayChange || token.state === 'revoked') return null
  return (
    <Group gap="xs">
      <Button variant="default" component={Link} to={`/tokens/${token.id}/edit`}>
        Edit
      </Button>
      <Button variant="light" color="red" onClick={() => setIsRevoking(true)}>
        Revoke
      </Button>
      {isRevoking && <RevokeDialog token={token} onClose={() => setIsRevoking(false)} />}
    </Group>
  )
}

function TokenFacts({ token }: { readonly token: Token }) {
  const { id, state, limits, createdAt, expiresAt, revokedAt, lastUsedAt, credentialId, oidcSubject } = token
  const { allow, acls, maxBytes, maxExpiresInSeconds, contentTypes, networks, rate } = limits
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['State', <Status key="state" {...stateLabels[state]} />],
    ['Rules', <Rules key="rules" allow={allow} />],
    [
      'Longest lifetime of a URL',
      maxExpiresInSeconds === undefined ? 'Chosen by each request' : showQuantity(maxExpiresInSeconds, timeUnits),
    ],
    ['Largest upload', maxBytes === undefined ? 'Any' : showQuantity(maxBytes, byteUnits)],
    ['Content types of uploads', contentTypes?.join(', ') ?? 'Any'],
    ['ACLs of uploads', acls === undefined ? 'Any' : acls.length === 0 ? 'private' : acls.join(', ')],
    ['Networks', networks?.join(', ') ?? 'Any'],
    ['Rate', rate ?? 'As configured'],
    ['Bound to the credential', credentialId && <BoundCredential key="bound" id={credentialId} />],
    ['May be used by signing in as', oidcSubject && <Code key="subject">{oidcSubject}</Code>],
    ['Last used', lastUsedAt === undefined ? 'Never' : <Time key="used" at={lastUsedAt} isRelative />],
    ['Expires', expiresAt === undefined ? 'Never' : <Time key="end" at={expiresAt} />],
    ['Revoked', revokedAt && <Time key="revoked" at={revokedAt} />],
    ['Created', <Time key="made" at={createdAt} />],
    ['Id', <Code key="id">{id}</Code>],
  ]
  return <Facts facts={facts} />
}

function Rules({ allow }: { readonly allow: readonly string[] | undefined }) {
  if (allow === undefined) return 'It may upload and download everything that its account can.'
  if (allow.length === 0) return <Text size="sm">None: it may do nothing.</Text>
  return allow.map((rule) => (
    <div key={rule}>
      <Code>{rule}</Code>
    </div>
  ))
}

/** The name of the credential that a token is bound to. */
function BoundCredential({ id }: { readonly id: string }) {
  const { data } = useAct('list_credentials', { search: id })
  return data?.credentials.find((one) => one.id === id)?.name ?? <Code>{id}</Code>
}
