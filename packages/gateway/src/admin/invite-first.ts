import type { NewInvitation } from '../core/administrator-ports.ts'
import type { Needs } from './dependencies.ts'
import { hashInvitationToken, invitationMs, makeInvitationToken } from './invitation-link.ts'

/**
 * Makes the link by which the first administrator comes, in the place of one that a former start has printed: whoever has lost the terminal
 * starts the gateway again.
 * @returns the token of the link; undefined when somebody administers already, or an owner was invited by hand
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
