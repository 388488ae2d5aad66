import { InvalidArgumentError } from 'commander'
import { storeFields } from '../admin/credential-fields.ts'
import type { Secret } from '../core/secret.ts'
import { parseBy } from './field-parsers.ts'
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

/** The secrets of a credential, as the acts take them. */
export interface CredentialSecrets {
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret
}

/**
 * Reads the secrets of a credential. The session token is there only when its variable is set.
 * @throws Error when there is no secret access key
 */
export async function readCredentialSecrets(): Promise<CredentialSecrets> {
  const secretAccessKey = await readSecret(secretVariables.secretAccessKey, 'Secret access key')
  const hasSessionToken = (process.env[secretVariables.sessionToken] ?? '') !== ''
  if (!hasSessionToken) return { secretAccessKey }
  return { secretAccessKey, sessionToken: await readSecret(secretVariables.sessionToken, 'Session token') }
}

const parseOrigin = parseBy(storeFields.endpoint)

/** Parses an endpoint: an origin; a slash at its end is dropped. */
export function parseEndpoint(text: string): string {
  return parseOrigin(text.replace(/\/$/, ''))
}

/** Parses the end of a temporary credential, as AWS gives it. @returns epoch milliseconds */
export function parseEnd(text: string): number {
  const time = Date.parse(text)
  // Without its zone a time would be this machine's, and the URLs could outlive the credential.
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw new InvalidArgumentError('Write the time as AWS gives it: 2026-11-22T18:00:00Z.')
  }
  return time
}
