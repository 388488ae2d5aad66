import type { Logger } from 'pino'
import { listOidcSettings } from './config/oidc-settings.ts'
import { listTlsFiles } from './config/tls-settings.ts'
import type { Clock } from './core/clock.ts'
import { version } from './core/version.ts'
import type { Administration } from './http/admin-routes.ts'
import type { ListStoreOrigins } from './http/dashboard-routes.ts'
import { createStoreOrigins } from './http/store-origins.ts'
import type { GatewayMetrics } from './metrics/gateway-metrics.ts'
import { createAdminDependencies, type State } from './open-state.ts'
import type { Sessions } from './sessions/session-ports.ts'
import { createSessions } from './sessions/sessions.ts'

/** The parts of the gateway that the dashboard needs. */
export interface ComposedAdministration {
  readonly sessions: Sessions
  readonly administration: Administration
  readonly dashboard: { readonly listStoreOrigins: ListStoreOrigins }
}

/** The dependencies of administration over HTTP, besides the state. */
interface AdministrationOptions {
  readonly logger: Logger
  readonly clock: Clock
  /** Whether the sandbox runs beside the gateway. Then stores on this machine may be used as well. */
  readonly hasSandbox: boolean
  isDraining(): boolean
  readonly latency: GatewayMetrics['readLatency']
}

/** Wires administration over HTTP together; undefined when the dashboard is off. */
export function composeAdministration(
  state: State,
  { logger, clock, hasSandbox, isDraining, latency }: AdministrationOptions,
): ComposedAdministration | undefined {
  const { config, database, ring, account } = state
  const { dashboard, publicUrl, allowPrivateEndpoints } = config
  if (!dashboard) return undefined
  const hasTls = listTlsFiles(config) !== undefined
  const oidc = listOidcSettings(config)
  const sessions = createSessions({ database, ring, clock, logger, publicUrl, hasTls, oidc })
  const { identify } = sessions
  return {
    sessions,
    dashboard: {
      listStoreOrigins: createStoreOrigins({ identify, credentials: database.credentials, accountId: account.id }),
    },
    administration: {
      identify: sessions.identify,
      dependencies: {
        ...createAdminDependencies(state),
        clock,
        latency,
        allowLoopbackEndpoints: allowPrivateEndpoints || hasSandbox,
      },
      isDraining,
      async buildDocument() {
        const [{ buildAdminDocument }, { acts }] = await Promise.all([
          import('./openapi/admin-document.ts'),
          import('./admin/registry.ts'),
        ])
        return buildAdminDocument(acts, { publicUrl, version })
      },
    },
  }
}
