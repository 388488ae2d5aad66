import type { Logger } from 'pino'
import type { OidcSettings } from '../config/oidc-settings.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import type { Clock } from '../core/clock.ts'
import type { OpenDatabase } from '../database/repositories.ts'
import type { KeyRing } from '../vault/key-ring.ts'

/** Below this path are all routes of signing in. */
export const authPath = '/admin/auth'

/** The sessions of administrators. */
export interface Sessions {
  /** Who sends a request with these headers, if the cookie of a session that has not ended is in them. */
  identify(headers: Headers): Promise<AdministratorSession | undefined>
  /**
   * Answers a request below `/admin/auth/`. Its URL has the gateway's own origin, and {@link clientAddressHeader} the client's address:
   * whoever calls this has checked both.
   * @throws AppError
   */
  handle(request: Request): Promise<Response>
}

/** What the sessions are made from. */
export interface SessionDependencies {
  readonly database: OpenDatabase
  readonly ring: KeyRing
  readonly clock: Clock
  readonly logger: Logger
  readonly publicUrl: string | undefined
  /** Whether the gateway speaks HTTPS itself. */
  readonly hasTls: boolean
  readonly oidc: OidcSettings | undefined
}

/** The header in which the client's address comes: ours, whatever a client has sent under this name. */
export const clientAddressHeader = 'x-signpost-client-address'
