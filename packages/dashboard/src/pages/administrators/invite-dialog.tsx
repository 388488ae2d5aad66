import { Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import { Dialog } from '../../components/dialog.tsx'
import { DialogButtons } from '../../components/dialog-buttons.tsx'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { LinkToGive } from './link-to-give.tsx'
import { RoleFields, type RoleValue, toRoleInput } from './role-fields.tsx'

/** Makes a link that works once, for somebody new. */
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
    <Dialog onClose={onClose} title="Invite somebody">
      <form onSubmit={form.onSubmit(() => invite.mutate({ ...toRoleInput(role), ...(email === '' ? {} : { email }) }))}>
        <Stack>
          <TextInput
            label="Email"
            description="With it, nobody else can use the link, and the provider of your team can sign them in"
            type="email"
            data-autofocus
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <RoleFields value={role} onChange={setRole} />
          {invite.error !== null && <Problem error={invite.error} shownFields={form.shownFields} />}
          <DialogButtons action="Make a link" isPending={invite.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  )
}
