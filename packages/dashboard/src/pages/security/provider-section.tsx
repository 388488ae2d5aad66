import { Button, Text } from '@mantine/core'
import { useSession } from '../../api/session.ts'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { useAuthChange } from '../../identity/use-auth-change.ts'

/** The provider of the team's accounts, such as Keycloak. @param name what it is called here */
export function ProviderSection({ name }: { readonly name: string }) {
  const { hasOidc } = useSession()
  const link = useAuthChange<{ readonly url: string }>('oidc/link', { onSuccess: ({ url }) => location.assign(url) })
  const unlink = useAuthChange('oidc/unlink')
  const error = link.error ?? unlink.error
  return (
    <Section
      title={name}
      description={`Sign in with your account there, instead of a password here.`}
      actions={
        hasOidc ? (
          <Button variant="default" loading={unlink.isPending} onClick={() => unlink.mutate({})}>
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
      {error !== null && <Problem error={error} />}
    </Section>
  )
}
