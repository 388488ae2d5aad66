import { createHash, randomBytes } from 'node:crypto'

/** A link works for a day. */
export const invitationMs = 86_400_000

/** The token of a new link: 256 random bits. */
export function makeInvitationToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token: its SHA-256, hexadecimal. With 256 random bits it needs no salt. */
export function hashInvitationToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/**
 * The link of a token. The token stands in the fragment, which no browser sends: so it is in no log and no `Referer`.
 * @param dashboardUrl where the dashboard is, without a slash at the end
 */
export function writeInvitationLink(dashboardUrl: string, token: string): string {
  return `${dashboardUrl}/invitation#${token}`
}
