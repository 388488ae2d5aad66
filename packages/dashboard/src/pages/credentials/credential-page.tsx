import { Box, Button, Group } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../api/session.ts'
import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { Loading } from '../../components/loading.tsx'
import { notifyDone } from '../../components/notify.ts'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { CredentialFacts } from './credential-facts.tsx'
import type { Credential } from './credential-values.ts'
import { FindingsSection } from './findings-section.tsx'
import { PolicySection } from './policy-section.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { StoreTrialSection } from './store-trial-section.tsx'
import { UsersSection } from './users-section.tsx'

/** One credential: its details, whether it works, which tokens use it, and which permissions its keys need. */
export function CredentialPage() {
  const { name } = useParams({ strict: false }) as { readonly name: string }
  const { data, error } = useAct('show_credential', { name })
  const mayChange = useMay('operator')
  const stores = useAct('list_stores', {}).data?.stores
  if (error !== null) {
    return (
      <Page title={name}>
        <Problem error={error} />
      </Page>
    )
  }
  if (data === undefined || data.name !== name) {
    return (
      <Page title={name}>
        <Loading lines={8} />
      </Page>
    )
  }
  const title = stores?.find(({ preset }) => preset === data.preset)?.title ?? data.preset
  return (
    <Page
      title={name}
      description={data.isSandbox ? 'The sandbox signs only while there is no other credential.' : undefined}
      actions={<Actions credential={data} />}
    >
      <CredentialFacts credential={data} storeTitle={title} />
      <FindingsSection key={name} credential={data} />
      <UsersSection credential={data} />
      <PolicySection name={name} />
      {mayChange && <StoreTrialSection key={`trial of ${name}`} credential={data} />}
    </Page>
  )
}

type Dialog = 'rotate' | 'rename' | 'remove'

/** The buttons that change a credential, for those who may. The sandbox's credential cannot be changed. */
function Actions({ credential }: { readonly credential: Credential }) {
  const { name, isDefault, isSandbox, source } = credential
  const mayChange = useMay('operator')
  const navigate = useNavigate()
  const [open, setOpen] = useState<Dialog>()
  const close = () => setOpen(undefined)
  const makeDefault = useChange('set_credential', {
    onSuccess: () => notifyDone(`${name} now signs for every bucket that no credential names.`),
  })
  if (!mayChange || isSandbox) return null
  return (
    <>
      <Group gap="xs">
        {source === undefined && (
          <Button variant="default" onClick={() => setOpen('rotate')}>
            Rotate the keys
          </Button>
        )}
        <Button variant="default" component={Link} to={`/credentials/${name}/edit`}>
          Edit
        </Button>
        <Button variant="default" onClick={() => setOpen('rename')}>
          Rename
        </Button>
        {!isDefault && (
          <Button
            variant="default"
            loading={makeDefault.isPending}
            onClick={() => makeDefault.mutate({ name, isDefault: true })}
          >
            Make it the default
          </Button>
        )}
        <Button variant="light" color="red" onClick={() => setOpen('remove')}>
          Remove
        </Button>
      </Group>
      {makeDefault.error !== null && (
        <Box w="100%">
          <Problem error={makeDefault.error} />
        </Box>
      )}
      {open === 'rotate' && <RotateDialog name={name} onClose={close} />}
      {open === 'rename' && (
        <RenameDialog
          name={name}
          onClose={close}
          onRenamed={(newName) => navigate({ to: `/credentials/${newName}`, replace: true })}
        />
      )}
      {open === 'remove' && (
        <RemoveDialog
          credential={credential}
          onClose={close}
          onRemoved={() => navigate({ to: '/credentials' as string })}
        />
      )}
    </>
  )
}
