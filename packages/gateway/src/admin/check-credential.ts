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

/** A credential that is checked before it is stored. */
type CheckedCredential = PresignerFields & Pick<Credential, 'publicEndpoint'>

/**
 * The part of the keys that is sealed.
 * @throws AppError `invalid_request` when a session token comes without its end or the other way round, or when the end
 * has passed
 */
export function toSecret({ secretAccessKey, sessionToken, expiresAt }: Keys, now: number): CredentialSecret {
  if (sessionToken !== undefined && expiresAt === undefined) {
    throw createFieldError('expiresAt', 'is required: a temporary credential needs its end, so that no URL outlives it')
  }
  if (sessionToken === undefined && expiresAt !== undefined) {
    throw createFieldError('sessionToken', 'is required: only temporary credentials, which have one, have an end')
  }
  if (expiresAt !== undefined && expiresAt <= now) throw createFieldError('expiresAt', 'has passed')
  return sessionToken === undefined ? { secretAccessKey } : { secretAccessKey, sessionToken }
}

/**
 * Refuses now what would be refused later: an endpoint at an address that is not allowed, temporary keys without their
 * session token, and what the presigner does not take.
 * @param stored the credential as it is, if it is changed: its endpoints were allowed to whoever stored them
 * @throws AppError `invalid_request`
 */
export async function checkCredential(
  credential: CheckedCredential,
  secret: CredentialSecret,
  { allowPrivateEndpoints, allowLoopbackEndpoints }: Needs<'allowPrivateEndpoints' | 'allowLoopbackEndpoints'>,
  stored: Partial<Record<EndpointField, string>> = {},
): Promise<void> {
  const { endpoint, publicEndpoint } = credential
  // IAM User Guide, "Understanding unique ID prefixes": STS gives keys that begin so, and S3 refuses them alone.
  if (credential.preset === 'aws' && credential.accessKeyId.startsWith('ASIA') && secret.sessionToken === undefined) {
    throw createFieldError(
      'sessionToken',
      'is required, and `expiresAt`: an access key ID that begins with ASIA is a temporary one',
    )
  }
  tryPresigner(credential, secret)
  if (publicEndpoint !== undefined) tryPresigner({ ...credential, endpoint: publicEndpoint }, secret)
  for (const field of ['endpoint', 'publicEndpoint'] as const) {
    const given = credential[field]
    if (allowLoopbackEndpoints || given === undefined || given === stored[field] || !isLoopbackEndpoint(given)) continue
    throw createFieldError(
      field,
      'must not be this machine itself: store it by `signpost credential add`, or set SIGNPOST_ALLOW_PRIVATE_ENDPOINTS=on if it is meant',
    )
  }
  // Clients connect to the public endpoint.
  if (endpoint === undefined) return
  const problem = await findEndpointAddressProblem(endpoint, { allowPrivate: allowPrivateEndpoints })
  if (problem !== undefined) throw createFieldError('endpoint', problem)
}

/** Which field is at fault when the presigner takes what it is made from for wrong. */
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
