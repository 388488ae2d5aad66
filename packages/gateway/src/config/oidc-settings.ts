import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'

/** The keys of sign-in at an OpenID Connect provider. */
export const oidcKeys = {
  oidcIssuer: Type.Optional(
    defineText(
      {
        description:
          'OpenID Connect provider where administrators, and agents at /mcp, may sign in: its issuer, such as https://login.example.com/realms/main',
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

/** A provider, as a valid configuration names it. */
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

/** @returns what is wrong when one of the settings lacks another, or undefined */
export function findOidcProblem({
  oidcIssuer,
  oidcClientId,
  oidcClientSecret,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (oidcIssuer !== undefined && oidcClientId === undefined) {
    return 'oidcIssuer is set without oidcClientId: the provider has to know the gateway as a client'
  }
  if (oidcIssuer === undefined && (oidcClientId !== undefined || oidcClientSecret !== undefined)) {
    return 'oidcClientId or oidcClientSecret is set without oidcIssuer, which names the provider'
  }
  return undefined
}

/** RFC 8414, section 2: https, without query and fragment. Plain http is for a provider on the same machine. */
function findIssuerProblem(text: string): string | undefined {
  const url = URL.parse(text)
  const isLocal = url?.protocol === 'http:' && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname)
  const isGood = url !== null && (url.protocol === 'https:' || isLocal) && !/[?#@\s]/.test(text)
  if (isGood) return undefined
  return 'must be the issuer of the provider, to the letter: https://login.example.com/realms/main, without a query'
}
