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

/** Removes the token from the address, because the browser's history would store it. */
function takeToken(): string {
  const token = location.hash.slice(1)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

let token: string | undefined

/** The page behind a link from an owner, the first start or the command line. It adds an administrator or sets a new password. */
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
      <Entry title="This link is not valid">
        <Problem error={error} />
        <Text size="sm" mt="md">
          A link works once and expires soon. Ask an owner for a new one, or run <code>signpost admin invite</code> on
          the gateway’s machine.
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
  owner: 'an owner: you can do everything',
  operator: 'an operator: you manage credentials, tokens and uploads',
  auditor: 'an auditor: you can read everything and change nothing',
}

function describe({ kind, role, email, accountName }: Invitation): string {
  if (kind === 'reset') return `For ${email ?? 'your account'}. All of your other sessions will end.`
  const account = accountName === undefined ? '' : ` of the account ${accountName}`
  return `You will be ${rights[role]}${account}.`
}
