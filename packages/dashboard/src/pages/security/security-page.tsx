import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery, useSession } from '../../api/session.ts'
import { Page } from '../../components/page.tsx'
import { AppSection } from './app-section.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProviderSection } from './provider-section.tsx'
import { SessionsSection } from './sessions-section.tsx'

/** How the administrator signs in, and where they are signed in. */
export function SecurityPage() {
  const { administrator } = useSession()
  const { oidc } = useSuspenseQuery(sessionQuery).data.signInBy
  return (
    <Page
      title="Password and security"
      description={`You are ${administrator.name} (${administrator.email}), ${administrator.role}.`}
    >
      <PasswordSection />
      <AppSection />
      <PasskeysSection />
      {oidc !== undefined && <ProviderSection name={oidc.name} />}
      <SessionsSection />
    </Page>
  )
}
