import { findEndpointProblem, findRegionProblem } from '@signpost/presign'
import { InvalidArgumentError } from 'commander'
import type { Config } from '../config/config-schema.ts'
import type { Credential } from '../core/model.ts'
import { guessPreset, presets } from '../core/preset.ts'
import { findEndpointAddressProblem } from '../s3/endpoint-address.ts'
import { createCredentialPresigner, type PresignerFacts } from '../vault/create-presigner.ts'
import type { CredentialSecret } from '../vault/credential-secret.ts'
import { collect } from './common-options.ts'
import { readSecret } from './read-secret.ts'

/** Environment variables that a credential's secrets come from. */
export const secretVariables = {
  secretAccessKey: 'SIGNPOST_SECRET_ACCESS_KEY',
  sessionToken: 'SIGNPOST_SESSION_TOKEN',
} as const

/** Help text on where the secrets come from. */
export const secretHelp = `
The secret access key comes from ${secretVariables.secretAccessKey}, from standard input, or from a prompt.
A temporary credential has its session token in ${secretVariables.sessionToken}, and its end in --expires-at.`

/**
 * Reads the secret of a credential.
 * @throws Error when there is none, or when a session token comes without its end or the other way round
 */
export async function readCredentialSecret(expiresAt: number | undefined): Promise<CredentialSecret> {
  const hasSessionToken = (process.env[secretVariables.sessionToken] ?? '') !== ''
  if (hasSessionToken && expiresAt === undefined) {
    throw new Error('A temporary credential needs its end, so that no URL outlives it: give --expires-at')
  }
  if (!hasSessionToken && expiresAt !== undefined) {
    throw new Error(
      `--expires-at is for temporary credentials: give the session token in ${secretVariables.sessionToken}`,
    )
  }
  const secretAccessKey = await readSecret(secretVariables.secretAccessKey, 'Secret access key')
  if (!hasSessionToken) return { secretAccessKey }
  return { secretAccessKey, sessionToken: await readSecret(secretVariables.sessionToken, 'Session token') }
}

/** The store that is meant, and where it is. */
export type StoreFacts = Pick<Credential, 'preset' | 'endpoint'>

/**
 * The store that the options mean: its preset, given or known by the endpoint, and its endpoint, given or the preset's.
 * @throws Error when the preset needs an endpoint, or does not know the signature version
 */
export function resolveStore(
  options: Partial<StoreFacts> & Pick<Credential, 'region' | 'signatureVersion'>,
): StoreFacts {
  const preset = options.preset ?? guessPreset(options.endpoint)
  const { title, endpoint, hasSignatureV2 } = presets[preset]
  if (options.signatureVersion === 'v2' && !hasSignatureV2)
    throw new Error(`${title} does not take signature version 2`)
  if (options.endpoint !== undefined) return { preset, endpoint: options.endpoint }
  if (endpoint === 'required') throw new Error(`${title} has no endpoint that is known: give it with --endpoint`)
  return endpoint === undefined ? { preset } : { preset, endpoint: endpoint.replace('{region}', options.region) }
}

/**
 * Refuses now what would be refused later: an endpoint at an address that is not allowed, temporary keys without their
 * session token, and facts that the presigner does not take.
 */
export async function checkCredential(
  facts: PresignerFacts & Pick<Credential, 'publicEndpoint'>,
  secret: CredentialSecret,
  { allowPrivateEndpoints }: Pick<Config, 'allowPrivateEndpoints'>,
): Promise<void> {
  const { endpoint, publicEndpoint } = facts
  // IAM User Guide, "Understanding unique ID prefixes": STS gives keys that begin so, and S3 refuses them alone.
  if (facts.preset === 'aws' && facts.accessKeyId.startsWith('ASIA') && secret.sessionToken === undefined) {
    const cure = `give the session token in ${secretVariables.sessionToken}, and --expires-at`
    throw new Error(`An access key ID that begins with ASIA is a temporary one: ${cure}`)
  }
  createCredentialPresigner(facts, secret)
  if (publicEndpoint !== undefined) createCredentialPresigner({ ...facts, endpoint: publicEndpoint }, secret)
  // The public endpoint is never connected to.
  if (endpoint === undefined) return
  const problem = await findEndpointAddressProblem(endpoint, { allowPrivate: allowPrivateEndpoints })
  if (problem !== undefined) throw new Error(`The endpoint ${problem}`)
}

/** Parses an access key ID. */
export function parseAccessKeyId(text: string): string {
  if (!/^[\x21-\x2e\x30-\x7e]{1,128}$/.test(text)) {
    throw new InvalidArgumentError('An access key ID has 1 to 128 printable characters, no space and no slash.')
  }
  return text
}

/** Parses a region. */
export function parseRegion(text: string): string {
  const problem = findRegionProblem(text)
  if (problem !== undefined) throw new InvalidArgumentError(`The region ${problem}.`)
  return text
}

/** Parses an endpoint: an origin; a slash at its end is dropped. */
export function parseEndpoint(text: string): string {
  const endpoint = text.replace(/\/$/, '')
  const problem = findEndpointProblem(endpoint)
  if (problem !== undefined) throw new InvalidArgumentError(`The endpoint ${problem}.`)
  return endpoint
}

/** Parses and collects bucket patterns. */
export function parseBucketPattern(text: string, former?: readonly string[]): string[] {
  if (!/^[a-z0-9][a-z0-9.-]{0,62}\*?$/.test(text)) {
    throw new InvalidArgumentError('Write the name of a bucket, or the beginning of names with a * at its end.')
  }
  return collect(text, former)
}

/** Parses the end of a temporary credential, as AWS gives it. @returns epoch milliseconds */
export function parseEnd(text: string): number {
  const time = Date.parse(text)
  // Without its zone a time would be this machine's, and the URLs could outlive the credential.
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw new InvalidArgumentError('Write the time as AWS gives it: 2026-11-22T18:00:00Z.')
  }
  if (time <= Date.now()) throw new InvalidArgumentError('That time has passed.')
  return time
}
