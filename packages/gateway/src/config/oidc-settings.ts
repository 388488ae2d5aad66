import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'

/** The keys of sign-in at an OpenID Connect provider. */
export const oidcKeys = {
  oidcIssuer: Type.Optional(
    defineText(
      {
        description:
          'Issuer of the OpenID Connect provider at which administrators, and agents for /mcp, may sign in: https://login.example.com/realms/main',
      },
      findIssuerProblem,
    ),
  ),
  oidcClientId: Type.Optional(
    Type.String({ minLength: 1, description: 'Client id under which the provider knows the gateway' }),
  ),
  oidcClientSecret: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Secret of that client; none for a public client, which only PKCE protects',
      secret: true,
    }),
  ),
}

/** A provider, from a valid configuration. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
}

interface OidcValues {
  readonly oidcIssuer?: string
  readonly oidcClientId?: string
  readonly oidcClientSecret?: string
}

/** The provider of a valid configuration; undefined when there is none. */
export function listOidcSettings({ oidcIssuer, oidcClientId, oidcClientSecret }: OidcValues): OidcSettings | undefined {
  if (oidcIssuer === undefined || oidcClientId === undefined) return undefined
  return { issuer: oidcIssuer, clientId: oidcClientId, clientSecret: oidcClientSecret }
}

/** @returns the problem when one of the settings lacks another; undefined otherwise */
export function findOidcProblem({
  oidcIssuer,
  oidcClientId,
  oidcClientSecret,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (oidcIssuer !== undefined && oidcClientId === undefined) {
    return 'oidcIssuer is set without oidcClientId: the gateway has to be registered as a client at the provider'
  }
  if (oidcIssuer === undefined && (oidcClientId !== undefined || oidcClientSecret !== undefined)) {
    return 'oidcClientId or oidcClientSecret is set without oidcIssuer, which names the provider'
  }
  return undefined
}

/** Checks an issuer: https, without query and fragment (RFC 8414, section 2). Plain http is only for a provider on the same machine. */
function findIssuerProblem(text: string): string | undefined {
  const url = URL.parse(text)
  const isLocal = url?.protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  const isGood = url !== null && (url.protocol === 'https:' || isLocal) && !/[?#@\s]/.test(text)
  if (isGood) return undefined
  return 'must be exactly the issuer of the provider, without a query, such as https://login.example.com/realms/main'
}
