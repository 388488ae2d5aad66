import type { NewInvitation } from '../core/administrator-ports.ts'
import type { Needs } from './dependencies.ts'
import { hashInvitationToken, invitationMs, makeInvitationToken } from './invitation-link.ts'

/**
 * Makes the link for the first administrator. It replaces the link that an earlier start printed: an operator who no longer has
 * that output starts the gateway again.
 * @returns the token of the link; undefined if there is an administrator already, or an owner was invited by hand
 */
export async function inviteFirst({
  administrators,
  clock,
  newId,
}: Needs<'administrators' | 'clock' | 'newId'>): Promise<string | undefined> {
  if (await administrators.hasAny()) return undefined
  const token = makeInvitationToken()
  const now = clock()
  const invitation: NewInvitation = {
    ...{ id: newId('inv'), hash: hashInvitationToken(token), kind: 'first-run', role: 'owner' },
    ...{ createdAt: now, expiresAt: now + invitationMs },
  }
  return (await administrators.inviteFirst(invitation)) ? token : undefined
}
