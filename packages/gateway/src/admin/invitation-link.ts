import { createHash, randomBytes } from 'node:crypto'

/** How long a link works by default: one day. */
export const invitationMs = 86_400_000

/** Makes the token of a new link: 256 random bits. */
export function makeInvitationToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Returns what the database stores of a token: its SHA-256 in hexadecimal. A token of 256 random bits needs no salt. */
export function hashInvitationToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/**
 * Writes the link of a token. The token is in the fragment, which browsers do not send, so it gets into no log and no `Referer`.
 * @param dashboardUrl URL of the dashboard, without a slash at the end
 */
export function writeInvitationLink(dashboardUrl: string, token: string): string {
  return `${dashboardUrl}/invitation#${token}`
}
