import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import type { ApiError } from '../../api/api-error.ts'
import { post } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'
import { Entry } from '../../layout/entry.tsx'

interface CodeFormProps {
  readonly onDone: () => void
  readonly onStartAgain: () => void
}

/** The second step of signing in: a code from the app, or a backup code. */
export function CodeForm({ onDone, onStartAgain }: CodeFormProps) {
  const [kind, setKind] = useState<'totp' | 'backup-code'>('totp')
  const [code, setCode] = useState('')
  const send = useMutation<unknown, ApiError>({
    mutationFn: () => post(`sign-in/${kind}`, { code: kind === 'totp' ? code.replaceAll(' ', '') : code.trim() }),
    onSuccess: onDone,
    onError: () => setCode(''),
  })

  function choose(other: typeof kind) {
    setKind(other)
    setCode('')
    send.reset()
  }

  return (
    <Entry
      title="Second step"
      description={
        kind === 'totp'
          ? 'Enter the six-digit code that your authenticator app shows now.'
          : 'Enter one of your backup codes. Each works once.'
      }
    >
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault()
          send.mutate()
        }}
      >
        <Stack>
          {send.error !== null && <Problem error={send.error} />}
          <TextInput
            key={kind}
            label={kind === 'totp' ? 'Code' : 'Backup code'}
            inputMode={kind === 'totp' ? 'numeric' : 'text'}
            autoComplete={kind === 'totp' ? 'one-time-code' : 'off'}
            autoFocus
            required
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" loading={send.isPending}>
            Sign in
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => choose(kind === 'totp' ? 'backup-code' : 'totp')}>
            {kind === 'totp' ? 'Use a backup code' : 'Use the app'}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={onStartAgain}>
            Start over
          </Button>
        </Stack>
      </form>
    </Entry>
  )
}
