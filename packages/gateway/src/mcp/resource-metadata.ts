import type { AgentSignIn } from '../config/agent-sign-in.ts'
import { AppError } from '../core/app-error.ts'
import type { StaticDocument } from '../core/static-document.ts'

/** Where clients look for the metadata: RFC 9728, section 3.1, for the path `/mcp`, and for the host as a whole, which older clients ask. */
const [pathForm, rootForm] = ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']

/** What a client has to know to sign in for `/mcp`. RFC 9728, section 2. */
export function listResourceMetadata({ issuer, resource, scopes }: AgentSignIn): StaticDocument[] {
  const metadata = {
    resource,
    authorization_servers: [issuer],
    ...(scopes.length === 0 ? {} : { scopes_supported: scopes }),
    bearer_methods_supported: ['header'],
    resource_name: 'Signpost',
    resource_documentation: new URL('/docs', resource).href,
  }
  return [pathForm, rootForm].map((path) => ({
    path,
    contentType: 'application/json',
    body: JSON.stringify(metadata),
    // Clients that are pages read it, too, and it is the same for all.
    headers: { 'access-control-allow-origin': '*' },
    isHidden: true,
  }))
}

/**
 * The challenge of `/mcp`: RFC 6750, section 3, and where the metadata is (RFC 9728, section 5.1). Without a provider it names the
 * scheme and the error alone.
 */
export function createMcpChallenge(error: AppError, signIn: AgentSignIn | undefined): string | undefined {
  const code = errorCodes[error.code]
  const isChallenge = error.status === 401 || code === 'insufficient_scope'
  if (!isChallenge) return undefined
  const parameters = [
    ...(code === undefined
      ? []
      : [['error', code] as const, ['error_description', toDescription(error.message)] as const]),
    ...(signIn === undefined || signIn.scopes.length === 0 ? [] : [['scope', signIn.scopes.join(' ')] as const]),
    ...(signIn === undefined ? [] : [['resource_metadata', new URL(pathForm, signIn.resource).href] as const]),
  ]
  return ['Bearer', parameters.map(([name, value]) => `${name}="${value}"`).join(', ')].join(' ').trim()
}

/** RFC 6750, section 3.1. Who has sent no token is told of no error. */
const errorCodes: Readonly<Partial<Record<AppError['code'], string>>> = {
  token_unknown: 'invalid_token',
  token_expired: 'invalid_token',
  token_revoked: 'invalid_token',
  token_malformed: 'invalid_token',
  scope_not_sufficient: 'insufficient_scope',
}

/** RFC 6750, section 3: no quotation marks, no backslash, ASCII. */
function toDescription(message: string): string {
  return message.replaceAll('’', "'").replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')
}

/** The same error with the challenge of `/mcp`. */
export function challenge(error: AppError, signIn: AgentSignIn | undefined): AppError {
  const header = createMcpChallenge(error, signIn)
  if (header === undefined) return error
  const { code, message, details, headers, isIntended, failed, cause } = error
  return new AppError(code, {
    ...{ message, isIntended, cause },
    ...(details === undefined ? {} : { details }),
    ...(failed === undefined ? {} : { failed }),
    headers: { ...headers, 'www-authenticate': header },
  })
}
