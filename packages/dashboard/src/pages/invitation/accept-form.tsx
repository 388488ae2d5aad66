import { Button, Divider, Stack, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import type { ApiError } from '../../api/api-error.ts'
import { post, sessionQuery } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { NewPasswordField } from '../../identity/new-password-field.tsx'
import type { Invitation } from './invitation.ts'

interface AcceptFormProps {
  readonly token: string
  readonly invitation: Invitation
}

/** Asks for name and password of a new administrator, or only for a new password. */
export function AcceptForm({ token, invitation }: AcceptFormProps) {
  const { kind, email: fixedEmail } = invitation
  // The provider vouches for an email address, so this button needs an invitation that names one.
  const oidc = useSuspenseQuery(sessionQuery).data.signInBy.oidc
  const isReset = kind === 'reset'
  const form = useActForm({ initialValues: { email: fixedEmail ?? '', name: '', password: '' } })
  const { email, name, password } = form.values
  const accept = useMutation<unknown, ApiError>({
    mutationFn: () => post('invitation/accept', isReset ? { token, password } : { token, email, name, password }),
    onSuccess: () => location.assign('/dashboard'),
    onError: form.showProblems,
  })
  const byOidc = useMutation<{ url: string }, ApiError>({
    mutationFn: () => post('sign-in/oidc', { returnTo: '/dashboard' }),
    onSuccess: ({ url }) => location.assign(url),
  })
  const error = accept.error ?? byOidc.error
  return (
    <>
      <form onSubmit={form.onSubmit(() => accept.mutate())}>
        <Stack>
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            readOnly={fixedEmail !== undefined}
            autoFocus={!isReset && fixedEmail === undefined}
            {...form.getInputProps('email')}
          />
          {!isReset && (
            <TextInput
              label="Your name"
              description="Others see it in the audit log"
              autoComplete="name"
              required
              autoFocus={fixedEmail !== undefined}
              {...form.getInputProps('name')}
            />
          )}
          <NewPasswordField
            label={isReset ? 'New password' : 'Password'}
            autoFocus={isReset}
            email={email}
            name={name}
            {...form.getInputProps('password')}
            value={password}
          />
          {error !== null && <Problem error={error} shownFields={form.shownFields} />}
          <Button type="submit" loading={accept.isPending}>
            {isReset ? 'Set the password and sign in' : 'Start'}
          </Button>
        </Stack>
      </form>
      {!isReset && oidc !== undefined && fixedEmail !== undefined && (
        <>
          <Divider label="or" my="md" />
          <Button variant="default" fullWidth loading={byOidc.isPending} onClick={() => byOidc.mutate()}>
            Sign in with {oidc.name}
          </Button>
        </>
      )}
    </>
  )
}
