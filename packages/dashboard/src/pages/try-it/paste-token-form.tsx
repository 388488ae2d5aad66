import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { ApiError, type ErrorObject, toApiError } from '../../api/api-error.ts'
import { Problem } from '../../components/problem.tsx'
import type { RequestLog } from './request-log.ts'
import { sendOperation } from './send-operation.ts'
import type { TrialToken } from './trial-token.ts'

/** The parts of the answer of `GET /awss3/whoami` that the page shows. */
interface Whoami {
  readonly data?: { readonly rules: readonly string[]; readonly expiresAt?: string }
  readonly error?: ErrorObject
}

interface PasteTokenFormProps {
  readonly log: RequestLog
  readonly onToken: (token: TrialToken) => void
}

/** Accepts a pasted token, and asks the gateway what it may do. */
export function PasteTokenForm({ log, onToken }: PasteTokenFormProps) {
  const [text, setText] = useState('')
  const check = useMutation({
    async mutationFn(pasted: string): Promise<void> {
      const { body } = await sendOperation({ method: 'GET', path: '/awss3/whoami', query: [] }, pasted, log)
      const { data, error } = body as Whoami
      if (error !== undefined) throw new ApiError(error)
      if (data !== undefined) onToken({ text: pasted, rules: data.rules, expiresAt: data.expiresAt })
    },
    gcTime: 0,
  })

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    check.mutate(text.trim())
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          label="Token"
          placeholder="at_… or ct_…"
          autoComplete="off"
          spellCheck={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the token', tabIndex: 0 }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {check.error !== null && <Problem error={toApiError(check.error)} />}
        <Group>
          <Button type="submit" loading={check.isPending} disabled={text.trim() === ''}>
            Use the token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
