import { PasswordInput, Stack, Text } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useSession } from '../../api/session.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { useAuthChange } from '../../identity/use-auth-change.ts'
import { BackupCodes } from './backup-codes.tsx'

const purposes = {
  disable: {
    title: 'Turn the authenticator app off?',
    text: 'The password alone will then be enough to sign in, for you and for anyone who learns it. Your backup codes stop working.',
    action: 'Turn it off',
    route: 'totp/disable',
  },
  'backup-codes': {
    title: 'Create new backup codes?',
    text: 'Your present backup codes stop working.',
    action: 'Create new codes',
    route: 'totp/backup-codes',
  },
} as const

interface PasswordDialogProps {
  readonly purpose: keyof typeof purposes
  readonly onClose: () => void
}

/** Asks for the password before the second step changes. */
export function PasswordDialog({ purpose, onClose }: PasswordDialogProps) {
  const { title, text, action, route } = purposes[purpose]
  const { administrator } = useSession()
  const [password, setPassword] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const change = useAuthChange<{ readonly backupCodes?: readonly string[] }>(route, {
    onSuccess({ backupCodes }) {
      if (purpose === 'backup-codes' && backupCodes !== undefined) return setCodes(backupCodes)
      notifyDone('The authenticator app is off.')
      onClose()
    },
    onError: () => setPassword(''),
  })
  return (
    <Dialog onClose={onClose} title={codes === undefined ? title : 'Keep your backup codes'}>
      {codes === undefined ? (
        <form
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault()
            change.mutate({ password })
          }}
        >
          <Stack>
            <Text size="sm">{text}</Text>
            <input type="text" name="username" autoComplete="username" value={administrator.email} readOnly hidden />
            <PasswordInput
              label="Your password"
              autoComplete="current-password"
              required
              data-autofocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {change.error !== null && <Problem error={change.error} />}
            <DialogButtons
              action={action}
              color={purpose === 'disable' ? 'red' : undefined}
              isPending={change.isPending}
              onClose={onClose}
            />
          </Stack>
        </form>
      ) : (
        <BackupCodes codes={codes} onClose={onClose} />
      )}
    </Dialog>
  )
}
