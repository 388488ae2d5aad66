import { useChange } from '../../api/use-change.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { describeAge } from '../../components/describe-age.ts'
import { notifyDone } from '../../components/notify.ts'
import type { Token } from './token-values.ts'

interface RevokeDialogProps {
  readonly token: Token
  readonly onClose: () => void
}

/** Asks before a token ends for good. */
export function RevokeDialog({ token: { id, name, lastUsedAt }, onClose }: RevokeDialogProps) {
  const revoke = useChange('revoke_token', {
    onSuccess() {
      notifyDone(`The token ${name} is revoked.`)
      onClose()
    },
  })
  const use =
    lastUsedAt === undefined
      ? 'It was never used.'
      : `It was last used ${describeAge(Date.parse(lastUsedAt), Date.now())}.`
  return (
    <ConfirmDialog
      title={`Revoke the token ${name}?`}
      consequences={[
        `Every app that has it gets no signed URLs any more, within two seconds. ${use}`,
        'Client tokens that were made with it end, too.',
        'URLs that it signed work until they end. The store knows nothing of tokens.',
        'It cannot be taken back: make a new token instead.',
      ]}
      action="Revoke the token"
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ id })}
      onClose={onClose}
    />
  )
}
