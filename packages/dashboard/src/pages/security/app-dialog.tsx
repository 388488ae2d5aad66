import { PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'
import { useSession } from '../../api/session.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Problem } from '../../components/problem.tsx'
import { useAuthChange } from '../../identity/use-auth-change.ts'
import { BackupCodes } from './backup-codes.tsx'
import { QrCode } from './qr-code.tsx'

interface Setup {
  /** The text in the QR code. */
  readonly uri: string
  readonly secret: string
  readonly backupCodes: readonly string[]
}

/** Sets up an authenticator app: password, QR code, a first code as proof, backup codes. */
export function AppDialog({ onClose }: { readonly onClose: () => void }) {
  const { administrator } = useSession()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [setup, setSetup] = useState<Setup>()
  const [isOn, setIsOn] = useState(false)
  const begin = useAuthChange<Setup>('totp/begin', { onSuccess: setSetup, onError: () => setPassword('') })
  const enable = useAuthChange('totp/enable', {
    onSuccess() {
      setIsOn(true)
      notifyDone('The app is set up. From now on, signing in needs its code.')
    },
    onError: () => setCode(''),
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (setup === undefined) begin.mutate({ password })
    else enable.mutate({ code: code.replaceAll(' ', '') })
  }

  if (setup !== undefined && isOn) {
    return (
      <Dialog onClose={onClose} title="Keep your backup codes">
        <BackupCodes codes={setup.backupCodes} onClose={onClose} />
      </Dialog>
    )
  }
  const error = setup === undefined ? begin.error : enable.error
  return (
    <Dialog onClose={onClose} title="Set up an authenticator app">
      <form onSubmit={submit}>
        <Stack>
          <input type="text" name="username" autoComplete="username" value={administrator.email} readOnly hidden />
          {setup === undefined ? (
            <PasswordInput
              label="Your password"
              autoComplete="current-password"
              required
              data-autofocus
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          ) : (
            <>
              <Text size="sm">Scan this code with the app, or enter the key in the app.</Text>
              <QrCode text={setup.uri} />
              <CodeBlock label="Key" text={setup.secret} wraps />
              <TextInput
                label="Code that the app shows now"
                inputMode="numeric"
                autoComplete="one-time-code"
                required
                autoFocus
                value={code}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
            </>
          )}
          {error !== null && <Problem error={error} />}
          <DialogButtons
            action={setup === undefined ? 'Continue' : 'Turn it on'}
            isPending={begin.isPending || enable.isPending}
            onClose={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  )
}
