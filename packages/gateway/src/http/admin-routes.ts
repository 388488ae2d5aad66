import type { FastifyInstance } from 'fastify'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AdminApi } from './admin-api.ts'
import type { AdminApiDependencies } from './admin-request.ts'
import { addOwnPart } from './own-page.ts'

/** The dependencies of administration over HTTP. */
export interface Administration extends AdminApiDependencies {
  /** Finds the session of a request by its headers, if there is one. */
  identify(headers: Headers): Promise<AdministratorSession | undefined>
}

/**
 * Adds the administration API, `/admin/api/…`. Its modules are loaded at the first request of an administrator who is signed in,
 * because most gateways are administered only now and then.
 */
export function addAdminRoutes(
  app: FastifyInstance,
  { identify, ...administration }: Administration,
  publicUrl: string | undefined,
): void {
  let api: AdminApi | undefined

  addOwnPart(app, {
    url: '/admin/api/*',
    publicUrl,
    async answer(request, reply, ownOrigin) {
      const whoAsks = () => identify(new Headers({ cookie: request.headers.cookie ?? '' }))
      const session = await whoAsks()
      if (session === undefined) throw new AppError('sign_in_required')
      // When loading fails, for example because no file descriptor is left, the next request tries again.
      const { createAdminApi } = await import('./admin-api.ts')
      api ??= createAdminApi(administration)
      return api({ request, reply, session, ownOrigin, whoAsks })
    },
  })
}
