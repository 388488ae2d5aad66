import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '../../api/session.ts'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { AppDialog } from './app-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'

type Open = 'enable' | 'disable' | 'backup-codes'

/** The authenticator app, which shows codes for the second step of signing in. */
export function AppSection() {
  const { hasTotp, hasPassword } = useSession()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Section
      title="Authenticator app"
      description="A second step after the password: a six-digit code from an app on your phone."
      actions={
        hasTotp ? (
          <>
            <Button variant="default" onClick={() => setOpen('backup-codes')}>
              New backup codes
            </Button>
            <Button variant="default" color="red" onClick={() => setOpen('disable')}>
              Turn it off
            </Button>
          </>
        ) : (
          <Button onClick={() => setOpen('enable')} disabled={!hasPassword}>
            Set up an app
          </Button>
        )
      }
    >
      <Group gap="lg">
        <Text size="sm" component="div">
          {hasTotp ? <Status state="good" label="On" /> : <Status state="unknown" label="Off" />}
        </Text>
        {!hasPassword && <Text size="sm">Set a password first: the code is only asked for after a password.</Text>}
      </Group>
      {open === 'enable' && <AppDialog onClose={close} />}
      {(open === 'disable' || open === 'backup-codes') && <PasswordDialog purpose={open} onClose={close} />}
    </Section>
  )
}
