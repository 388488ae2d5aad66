import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'

/** The keys of the sign-in of agents at the OpenID Connect provider. */
export const agentSignInKeys = {
  mcpAudience: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The audience that access tokens of the provider have for /mcp, if the provider cannot name the URL of /mcp itself',
    }),
  ),
  mcpScopes: Type.Array(
    // RFC 6749, section 3.3.
    defineText({}, (text) =>
      /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text) ? undefined : 'must be a scope, without spaces and quotation marks',
    ),
    {
      default: [],
      description:
        'Scopes that an agent requests from the provider, separated by commas; /mcp refuses an access token that lacks one of them',
    },
  ),
}

/** How agents sign in, from a valid configuration. */
export interface AgentSignIn {
  readonly issuer: string
  /** The URL of `/mcp` that clients use. RFC 9728, section 1.2. */
  readonly resource: string
  /** The `aud` of a valid access token. */
  readonly audience: string
  readonly scopes: readonly string[]
}

interface SignInValues {
  readonly publicUrl?: string
  readonly oidcIssuer?: string
  readonly mcpAudience?: string
  readonly mcpScopes: readonly string[]
}

/** How agents sign in; undefined without a provider, or without a public URL, because only that says what the resource is. */
export function listAgentSignIn({
  publicUrl,
  oidcIssuer,
  mcpAudience,
  mcpScopes,
}: SignInValues): AgentSignIn | undefined {
  if (publicUrl === undefined || oidcIssuer === undefined) return undefined
  const resource = `${publicUrl}/mcp`
  return { issuer: oidcIssuer, resource, audience: mcpAudience ?? resource, scopes: mcpScopes }
}

/** @returns the problem when one of the settings lacks another or contradicts it; undefined otherwise */
export function findAgentSignInProblem({
  publicUrl,
  oidcIssuer,
  oidcClientId,
  mcpAudience,
  mcpScopes,
}: Readonly<Record<string, unknown>>): string | undefined {
  const isAsked = mcpAudience !== undefined || (Array.isArray(mcpScopes) && mcpScopes.length > 0)
  if (isAsked && oidcIssuer === undefined) {
    return 'mcpAudience or mcpScopes is set without oidcIssuer, which names the provider'
  }
  if (isAsked && publicUrl === undefined) {
    return 'mcpAudience or mcpScopes is set without publicUrl: an agent has to know the URL that it signs in for'
  }
  // An ID token has the client as its audience, and any other app of the provider could obtain one.
  if (mcpAudience !== undefined && mcpAudience === oidcClientId) {
    return 'mcpAudience is the same as oidcClientId: it must be an audience of its own, or ID tokens of the dashboard would be accepted as access tokens'
  }
  return undefined
}
