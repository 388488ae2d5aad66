import { Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useAddress } from '../../api/account.ts'
import type { ApiError } from '../../api/api-error.ts'
import { toDashboardPath } from '../../api/dashboard-path.ts'
import { post, sessionQuery } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'
import { describeOidcError } from '../../identity/oidc-errors.ts'
import { sendPasskey } from '../../identity/passkey.ts'
import { Entry } from '../../layout/entry.tsx'
import { CodeForm } from './code-form.tsx'

type Answer = { readonly secondFactor?: readonly string[] }

/** Signs an administrator in, then returns to the page that they came from. */
export function SignInPage() {
  const { signInBy } = useSuspenseQuery(sessionQuery).data
  const { next, error: oidcError } = useAddress()
  const [needsCode, setNeedsCode] = useState(false)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')

  // Loads a new document, because the gateway writes into it the stores to which its pages may upload.
  const enter = () => location.assign(toDashboardPath(next, location.origin))
  const byPassword = useMutation<Answer, ApiError>({
    mutationFn: () => post('sign-in/password', { email, password }),
    onSuccess: ({ secondFactor }) => (secondFactor === undefined ? enter() : setNeedsCode(true)),
    onError: () => setPassword(''),
  })
  const byPasskey = useMutation<unknown, ApiError>({
    mutationFn: () => sendPasskey('sign-in/passkey'),
    onSuccess: enter,
  })
  const byOidc = useMutation<{ url: string }, ApiError>({
    mutationFn: () => post('sign-in/oidc', { returnTo: toDashboardPath(next, location.origin) }),
    onSuccess: ({ url }) => location.assign(url),
  })
  const error =
    byPassword.error ??
    byPasskey.error ??
    byOidc.error ??
    (oidcError === undefined ? null : describeOidcError(oidcError))

  function begin(by: 'password' | 'passkey' | 'oidc') {
    for (const one of [byPassword, byPasskey, byOidc]) one.reset()
    if (by === 'password') byPassword.mutate()
    else if (by === 'passkey') byPasskey.mutate()
    else byOidc.mutate()
  }

  if (needsCode) return <CodeForm onDone={enter} onStartAgain={() => setNeedsCode(false)} />
  return (
    <Entry title="Sign in">
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault()
          begin('password')
        }}
      >
        <Stack>
          {error !== null && <Problem error={error} />}
          <TextInput
            label="Email"
            type="email"
            name="email"
            autoComplete="username webauthn"
            autoFocus
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={byPassword.isPending} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
      <Divider label="or" my="md" />
      <Stack gap="xs">
        {signInBy.oidc !== undefined && (
          <Button variant="default" loading={byOidc.isPending} onClick={() => begin('oidc')}>
            Sign in with {signInBy.oidc.name}
          </Button>
        )}
        {signInBy.passkey ? (
          <Button variant="default" loading={byPasskey.isPending} onClick={() => begin('passkey')}>
            Sign in with a passkey
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            Passkeys need a host name: open this page as <code>http://localhost</code> with its port, or over HTTPS.
          </Text>
        )}
        <Text size="xs" c="dimmed">
          Cannot sign in? Ask an owner for a link, or run <code>signpost admin reset</code> on the gateway’s machine.{' '}
          <Anchor href="/docs" inherit>
            API reference
          </Anchor>
        </Text>
      </Stack>
    </Entry>
  )
}
