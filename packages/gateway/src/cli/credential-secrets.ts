import type { Secret } from '../core/secret.ts'
import { readSecret } from './prompts.ts'

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
