import type { Logger } from 'pino'
import type { OidcSettings } from '../config/oidc-settings.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import type { Clock } from '../core/clock.ts'
import type { OpenDatabase } from '../database/repositories.ts'
import type { KeyRing } from '../vault/key-ring.ts'

/** All sign-in routes are below this path. */
export const authPath = '/admin/auth'

/** The sessions of administrators. */
export interface Sessions {
  /** Finds who sends a request with these headers; undefined unless they contain the cookie of a session that has not ended. */
  identify(headers: Headers): Promise<AdministratorSession | undefined>
  /**
   * Answers a request below `/admin/auth/`. Its URL has the gateway's own origin, and {@link clientAddressHeader} has the client's address.
   * The caller has checked both.
   * @throws AppError
   */
  handle(request: Request): Promise<Response>
}

/** What the sessions are built from. */
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

/** The header that contains the client's address. The gateway sets it, and overwrites what a client has sent under this name. */
export const clientAddressHeader = 'x-signpost-client-address'
