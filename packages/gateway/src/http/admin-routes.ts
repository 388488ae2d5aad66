import type { FastifyInstance } from 'fastify'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AdminApi } from './admin-api.ts'
import type { AdminApiDependencies } from './admin-request.ts'
import { addOwnPart } from './own-page.ts'

/** What administration over HTTP is made from. */
export interface Administration extends AdminApiDependencies {
  /** Who sends a request with these headers, if a session is in them. */
  identify(headers: Headers): Promise<AdministratorSession | undefined>
}

/**
 * Adds the administration API, `/admin/api/…`. What it is made of is loaded at the first request of somebody who is signed in: most
 * gateways are administered now and then.
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
      // What could not be read, for want of file descriptors for one, is read when somebody asks again.
      const { createAdminApi } = await import('./admin-api.ts')
      api ??= createAdminApi(administration)
      return api({ request, reply, session, ownOrigin, whoAsks })
    },
  })
}
