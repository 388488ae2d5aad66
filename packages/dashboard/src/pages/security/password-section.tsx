import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useSession } from '../../api/session.ts'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { NewPasswordField } from '../../identity/new-password-field.tsx'
import { useAuthChange } from '../../identity/use-auth-change.ts'

/** Changes the password, or sets the first one. */
export function PasswordSection() {
  const { hasPassword, administrator } = useSession()
  const form = useActForm({ initialValues: { currentPassword: '', newPassword: '' } })
  const { currentPassword, newPassword } = form.values
  const change = useAuthChange('password/change', {
    onSuccess() {
      form.reset()
      notifyDone('The password was changed. All of your other sessions have ended.')
    },
    onError: form.showProblems,
  })
  return (
    <Section
      title="Password"
      description={
        hasPassword ? 'Your other sessions end when you change it.' : 'You have no password: you sign in another way.'
      }
    >
      <form onSubmit={form.onSubmit(() => change.mutate({ newPassword, ...(hasPassword ? { currentPassword } : {}) }))}>
        <Stack maw="25rem">
          <input type="text" name="username" autoComplete="username" value={administrator.email} readOnly hidden />
          {hasPassword && (
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              required
              {...form.getInputProps('currentPassword')}
            />
          )}
          <NewPasswordField
            email={administrator.email}
            name={administrator.name}
            {...form.getInputProps('newPassword')}
            value={newPassword}
          />
          {change.error !== null && <Problem error={change.error} shownFields={form.shownFields} />}
          <Group>
            <Button type="submit" loading={change.isPending}>
              {hasPassword ? 'Change the password' : 'Set a password'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
