import '../styles/all-styles.ts'
import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { type ConfirmWay, post, useSession } from '../api/session.ts'
import { Dialog } from '../components/dialog.tsx'
import { Problem } from '../components/problem.tsx'
import { sendPasskey } from './passkey.ts'

/** The label of the button for each way to confirm. */
const wayNames: Readonly<Record<ConfirmWay, string>> = {
  password: 'Use the password',
  passkey: 'Use a passkey',
  totp: 'Use a code from the app',
  oidc: 'Sign in again',
}

interface IdentityDialogProps {
  readonly onDone: () => void
  readonly onCancel: () => void
}

/** Asks again for the password, a code or a passkey before a change that a stranger at an unlocked screen must not make. */
export function IdentityDialog({ onDone, onCancel }: IdentityDialogProps) {
  const { confirmBy, administrator } = useSession()
  const [way, setWay] = useState<ConfirmWay>(confirmBy[0] ?? 'password')
  const [text, setText] = useState('')
  const confirm = useMutation<unknown, ApiError>({
    async mutationFn() {
      if (way === 'passkey') return sendPasskey('confirm/passkey')
      if (way === 'password') return post('confirm', { password: text })
      if (way === 'totp') return post('confirm', { code: text.replaceAll(' ', '') })
      const { url } = await post<{ url: string }>('confirm/oidc', { returnTo: location.pathname + location.search })
      location.assign(url)
      // The browser leaves the page.
      return new Promise(() => {})
    },
    onSuccess: onDone,
    onError: () => setText(''),
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    confirm.mutate()
  }

  return (
    <Dialog onClose={onCancel} title="Confirm that it is you">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            You are signed in as {administrator.email}. Please confirm your identity for this change. Further changes
            within ten minutes need no confirmation.
          </Text>
          <input type="hidden" name="username" autoComplete="username" value={administrator.email} />
          {way === 'password' && (
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              data-autofocus
              required
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {way === 'totp' && (
            <TextInput
              label="Code from the authenticator app"
              inputMode="numeric"
              autoComplete="one-time-code"
              data-autofocus
              required
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {confirm.error !== null && <Problem error={confirm.error} />}
          <Group justify="space-between">
            <Group gap="xs">
              {confirmBy
                .filter((one) => one !== way)
                .map((one) => (
                  <Button key={one} variant="subtle" size="compact-sm" onClick={() => setWay(one)}>
                    {wayNames[one]}
                  </Button>
                ))}
            </Group>
            <Group gap="xs">
              <Button variant="default" onClick={onCancel}>
                Cancel
              </Button>
              <Button type="submit" loading={confirm.isPending} data-autofocus={way === 'passkey' || undefined}>
                {way === 'passkey' || way === 'oidc' ? wayNames[way] : 'Confirm'}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
