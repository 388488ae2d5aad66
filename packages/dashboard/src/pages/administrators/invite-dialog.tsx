import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { LinkToGive } from './link-to-give.tsx'
import { RoleFields, type RoleValue, toRoleInput } from './role-fields.tsx'

/** Creates a link that works once, for a new administrator. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const form = useActForm({ initialValues: { email: '' } })
  const [role, setRole] = useState<RoleValue>({ role: 'operator', accountId: undefined })
  const invite = useChange('invite_administrator', { onError: form.showProblems })
  const { email } = form.values
  if (invite.data !== undefined) {
    return (
      <Dialog onClose={onClose} title="The invitation is ready">
        <LinkToGive link={invite.data.link} expiresAt={invite.data.expiresAt} onClose={onClose} />
      </Dialog>
    )
  }
  return (
    <Dialog onClose={onClose} title="Invite someone">
      <form onSubmit={form.onSubmit(() => invite.mutate({ ...toRoleInput(role), ...(email === '' ? {} : { email }) }))}>
        <Stack>
          <TextInput
            label="Email"
            description="If you enter one, only its owner can use the link, and your team's identity provider can sign them in"
            type="email"
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <RoleFields value={role} onChange={setRole} />
          {invite.error !== null && <Problem error={invite.error} shownFields={form.shownFields} />}
          <DialogButtons action="Create a link" isPending={invite.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
