import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { OidcSettings } from '../config/oidc-settings.ts'
import { AppError } from '../core/app-error.ts'
import { oidcProvider } from './oidc-provider-name.ts'

/** What sign-in at a provider is built from. */
export interface OidcPluginOptions {
  readonly settings: OidcSettings
  /**
   * Receives an address that the provider vouches for, before it is looked up among the administrators. An invitation to this address is
   * accepted here.
   */
  welcome(email: string, name: string): Promise<void>
  /** Called when an administrator can sign in at the provider from now on. @param subject the administrator's subject at the provider */
  linked(administratorId: string, subject: string, clientAddress: string): Promise<void>
}

const timeoutMs = 5000

/**
 * Makes better-auth's plugin for the provider: code flow with PKCE (RFC 7636), state and nonce, and an ID token that is verified against
 * the provider's keys. The plugin makes nobody an administrator.
 * @throws AppError `oidc_unavailable`
 */
export async function createOidcPlugin({ settings, welcome }: OidcPluginOptions) {
  const { issuer, clientId, clientSecret } = settings
  const discoveryUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  await checkDiscovery(discoveryUrl, issuer)
  return genericOAuth({
    config: [
      {
        providerId: oidcProvider,
        discoveryUrl,
        requireIdTokenVerification: true,
        clientId,
        ...(clientSecret === undefined ? { tokenEndpointAuth: { method: 'none' } } : { clientSecret }),
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        disableSignUp: true,
        disableProviderLogout: true,
        async mapProfileToUser({ email, emailVerified, name }) {
          if (typeof email === 'string' && emailVerified === true) {
            await welcome(email.toLowerCase(), typeof name === 'string' && name !== '' ? name : email)
          }
          return {}
        },
      },
    ],
  })
}

/** Checks the provider's description first, because better-auth would go on without the provider, and wait for it without end. */
async function checkDiscovery(url: string, issuer: string): Promise<void> {
  let found: unknown
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    if (!response.ok) throw new Error(`${url} answers with ${response.status}`)
    found = ((await response.json()) as { readonly issuer?: unknown }).issuer
  } catch (cause) {
    throw new AppError('oidc_unavailable', { cause })
  }
  // OpenID Connect Discovery 1.0, section 4.3: the issuer has to be exactly the same.
  if (found === issuer) return
  throw new AppError('oidc_unavailable', {
    message: 'The OIDC provider does not call itself by the name in SIGNPOST_OIDC_ISSUER.',
    cause: new Error(`${url} names the issuer ${String(found)}`),
  })
}
