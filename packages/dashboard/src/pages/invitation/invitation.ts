import type { Role } from '../../api/session.ts'

/** What a link does, and for whom. */
export interface Invitation {
  readonly kind: 'invitation' | 'reset'
  readonly role: Role
  readonly email?: string
  readonly accountName?: string
  readonly expiresAt: string
}
