import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ApiError } from '../../api/api-error.ts'
import { post, type Role } from '../../api/session.ts'
import { Loading } from '../../components/loading.tsx'
import { Problem } from '../../components/problem.tsx'
import { Entry } from '../../layout/entry.tsx'
import { AcceptForm } from './accept-form.tsx'
import type { Invitation } from './invitation.ts'

/** Takes the token out of the address, where the history of the browser would keep it. */
function takeToken(): string {
  const token = location.hash.slice(1)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

let token: string | undefined

/** What a link from an owner, from the first start or from the command line leads to: one becomes an administrator, or gets a new password. */
export function InvitationPage() {
  const [taken] = useState(() => {
    token ??= takeToken()
    return token
  })
  const { data, error } = useQuery<Invitation, ApiError>({
    queryKey: ['invitation', taken],
    queryFn: () => post('invitation/show', { token: taken }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error !== null) {
    return (
      <Entry title="This link is not good">
        <Problem error={error} />
        <Text size="sm" mt="md">
          A link works once, and not for long. Ask an owner for another one. On the gateway’s machine{' '}
          <code>signpost admin invite</code> makes one.
        </Text>
        <Anchor component={Link} to="/sign-in" size="sm" mt="sm" display="inline-block">
          Sign in
        </Anchor>
      </Entry>
    )
  }
  if (data === undefined) {
    return (
      <Entry title="Welcome">
        <Loading />
      </Entry>
    )
  }
  return (
    <Entry title={data.kind === 'reset' ? 'Choose a new password' : 'Welcome'} description={describe(data)}>
      <AcceptForm token={taken} invitation={data} />
    </Entry>
  )
}

const rights: Readonly<Record<Role, string>> = {
  owner: 'an owner: you may do everything',
  operator: 'an operator: you look after credentials, tokens and uploads',
  auditor: 'an auditor: you may read everything, and change nothing',
}

function describe({ kind, role, email, accountName }: Invitation): string {
  if (kind === 'reset') return `For ${email ?? 'your account'}. Every other session of yours ends.`
  const account = accountName === undefined ? '' : ` of the account ${accountName}`
  return `You become ${rights[role]}${account}.`
}
