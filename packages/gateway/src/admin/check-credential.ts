import { PresignError, type PresignErrorCode } from '@signpost/presign'
import type { Credential } from '../core/model.ts'
import type { Secret } from '../core/secret.ts'
import { findEndpointAddressProblem, isLoopbackEndpoint } from '../s3/endpoint-address.ts'
import type { CredentialSecret } from '../vault/credential-secret.ts'
import { createCredentialPresigner, type PresignerFields } from '../vault/signing-credentials.ts'
import { createFieldError, createInputError } from './check-input.ts'
import type { Needs } from './dependencies.ts'

/** The keys of a credential, as an input has them. */
interface Keys {
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
  readonly expiresAt?: number
}

type EndpointField = 'endpoint' | 'publicEndpoint'

/** The fields of a credential that are checked before it is stored. */
type CheckedCredential = PresignerFields & Pick<Credential, 'publicEndpoint'>

/**
 * Returns the part of the keys that is sealed.
 * @throws AppError `invalid_request` if a session token comes without its end, an end without a session token, or the end has passed
 */
export function toSecret({ secretAccessKey, sessionToken, expiresAt }: Keys, now: number): CredentialSecret {
  if (sessionToken !== undefined && expiresAt === undefined) {
    throw createFieldError(
      'expiresAt',
      'is required: no URL may outlive a temporary credential, so its expiry must be known',
    )
  }
  if (sessionToken === undefined && expiresAt !== undefined) {
    throw createFieldError(
      'sessionToken',
      'is required: only a temporary credential expires, and such a credential has a session token',
    )
  }
  if (expiresAt !== undefined && expiresAt <= now) throw createFieldError('expiresAt', 'has passed')
  return sessionToken === undefined ? { secretAccessKey } : { secretAccessKey, sessionToken }
}

/**
 * Refuses early what would fail later: an endpoint at an address that is not allowed, temporary keys without their
 * session token, and fields that the presigner does not accept.
 * @param stored the stored endpoints of a credential that is changed: they were allowed when they were stored
 * @throws AppError `invalid_request`
 */
export async function checkCredential(
  credential: CheckedCredential,
  secret: CredentialSecret,
  { allowPrivateEndpoints, allowLoopbackEndpoints }: Needs<'allowPrivateEndpoints' | 'allowLoopbackEndpoints'>,
  stored: Partial<Record<EndpointField, string>> = {},
): Promise<void> {
  const { endpoint, publicEndpoint } = credential
  // IAM User Guide, "Understanding unique ID prefixes": keys of STS begin with ASIA. S3 refuses them without a session token.
  if (credential.preset === 'aws' && credential.accessKeyId.startsWith('ASIA') && secret.sessionToken === undefined) {
    throw createFieldError(
      'sessionToken',
      'is required, and so is `expiresAt`: an access key ID that begins with ASIA is temporary',
    )
  }
  tryPresigner(credential, secret)
  if (publicEndpoint !== undefined) tryPresigner({ ...credential, endpoint: publicEndpoint }, secret)
  for (const field of ['endpoint', 'publicEndpoint'] as const) {
    const given = credential[field]
    if (allowLoopbackEndpoints || given === undefined || given === stored[field] || !isLoopbackEndpoint(given)) continue
    throw createFieldError(
      field,
      'must not be this machine itself: if this is intended, store it with `signpost credential add`, or set SIGNPOST_ALLOW_PRIVATE_ENDPOINTS=on',
    )
  }
  // Clients connect to the public endpoint.
  if (endpoint === undefined) return
  const problem = await findEndpointAddressProblem(endpoint, { allowPrivate: allowPrivateEndpoints })
  if (problem !== undefined) throw createFieldError('endpoint', problem)
}

/** The field that is at fault for each error of the presigner. */
const fields: Partial<Record<PresignErrorCode, string>> = {
  invalid_region: 'region',
  invalid_option: 'addressing',
  invalid_endpoint: 'endpoint',
  invalid_credentials: 'secretAccessKey',
}

function tryPresigner(credential: PresignerFields, secret: CredentialSecret): void {
  try {
    createCredentialPresigner(credential, secret)
  } catch (error) {
    if (!(error instanceof PresignError)) throw error
    throw createInputError([{ parameter: fields[error.code] ?? 'preset', message: error.message }])
  }
}
