import type { AgentSignIn } from '../config/agent-sign-in.ts'
import { AppError } from '../core/app-error.ts'
import type { StaticDocument } from '../core/static-document.ts'

/** Where clients look for the metadata (RFC 9728, section 3.1): for the path `/mcp`, and, older clients, for the host as a whole. */
const [pathForm, rootForm] = ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']

/** Lists the documents that tell a client how to sign in for `/mcp`. RFC 9728, section 2. */
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
    // Clients that are web pages also read it, and it is the same for all.
    headers: { 'access-control-allow-origin': '*' },
    isHidden: true,
  }))
}

/**
 * Makes the challenge of `/mcp` (RFC 6750, section 3), which also says where the metadata is (RFC 9728, section 5.1). Without a provider,
 * it names only the scheme and the error.
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

/** RFC 6750, section 3.1. A request without a token gets no error code. */
const errorCodes: Readonly<Partial<Record<AppError['code'], string>>> = {
  token_unknown: 'invalid_token',
  token_expired: 'invalid_token',
  token_revoked: 'invalid_token',
  token_malformed: 'invalid_token',
  scope_not_sufficient: 'insufficient_scope',
}

/** Drops what RFC 6750, section 3 does not allow: quotation marks, backslashes, and everything outside ASCII. */
function toDescription(message: string): string {
  return message.replaceAll('’', "'").replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')
}

/** Adds the challenge of `/mcp` to an error. */
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
