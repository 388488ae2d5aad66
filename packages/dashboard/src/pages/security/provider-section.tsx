import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useAddress } from '../../api/account.ts'
import { useSession } from '../../api/session.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { describeOidcError } from '../../identity/oidc-errors.ts'
import { useAuthChange } from '../../identity/use-auth-change.ts'

/** The connection to the team's identity provider, such as Keycloak. @param name the configured name of the provider */
export function ProviderSection({ name }: { readonly name: string }) {
  const { hasOidc } = useSession()
  const { error: failure } = useAddress()
  const link = useAuthChange<{ readonly url: string }>('oidc/link', { onSuccess: ({ url }) => location.assign(url) })
  const [isAsking, setIsAsking] = useState(false)
  const unlink = useAuthChange('oidc/unlink', { onSuccess: () => setIsAsking(false) })
  return (
    <Section
      title={name}
      description={`Sign in with your account there instead of a password here.`}
      actions={
        hasOidc ? (
          <Button variant="default" onClick={() => setIsAsking(true)}>
            Disconnect
          </Button>
        ) : (
          <Button loading={link.isPending} onClick={() => link.mutate({ returnTo: location.pathname })}>
            Connect
          </Button>
        )
      }
    >
      <Text size="sm" component="div">
        {hasOidc ? <Status state="good" label="Connected" /> : <Status state="unknown" label="Not connected" />}
      </Text>
      {link.error !== null && <Problem error={link.error} />}
      {failure !== undefined && link.isIdle && <Problem error={describeOidcError(failure)} />}
      {isAsking && (
        <ConfirmDialog
          title={`Disconnect ${name}?`}
          consequences={[`You can no longer sign in with your account at ${name}. Open sessions stay open.`]}
          action="Disconnect"
          isPending={unlink.isPending}
          error={unlink.error}
          onConfirm={() => unlink.mutate({})}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Section>
  )
}
