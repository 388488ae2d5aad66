import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { describeAge } from '../../components/describe-age.ts'
import { notifyDone } from '../../components/notify.ts'
import type { Token } from './token-values.ts'

interface RevokeDialogProps {
  readonly token: Token
  readonly onClose: () => void
}

/** Asks for confirmation before a token is revoked for good. */
export function RevokeDialog({ token: { id, name, lastUsedAt }, onClose }: RevokeDialogProps) {
  const revoke = useChange('revoke_token', {
    onSuccess() {
      notifyDone(`The token ${name} was revoked.`)
      onClose()
    },
  })
  const use =
    lastUsedAt === undefined
      ? 'It has never been used.'
      : `It was last used ${describeAge(Date.parse(lastUsedAt), Date.now())}.`
  return (
    <ConfirmDialog
      title={`Revoke the token ${name}?`}
      consequences={[
        `Within two seconds, apps that use it get no more signed URLs. ${use}`,
        'Client tokens created with it stop working.',
        'URLs that it signed keep working until they expire, because the store does not check tokens.',
        'This cannot be undone. To restore access, create a new token.',
      ]}
      action="Revoke the token"
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ id })}
      onClose={onClose}
    />
  )
}
