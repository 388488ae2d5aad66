import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/app-error.ts'
import { openDashboardFiles } from './dashboard-files.ts'
import { renderDashboardPage } from './dashboard-page.ts'
import { queryOf } from './query-string.ts'
import { immutable, isNotModified, keep, takesCoding } from './representation.ts'

/** Where the dashboard is. */
export const dashboardPath = '/dashboard'

/**
 * Lists the origins of the stores that the page of a request's sender may upload to, as CSP sources. The list is empty for a
 * sender who is not signed in.
 * @param cookie the header of the request
 * @param account the id of the account that the page is opened for, if the request names one
 */
export type ListStoreOrigins = (cookie: string | undefined, account: string | undefined) => Promise<readonly string[]>

/** Keeps these routes out of every list of paths. */
const hidden = { hide: true } as object

/**
 * Serves the dashboard: one page for every path below `/dashboard`, whose own router handles the rest of the path, and the files
 * that the page loads.
 */
export function addDashboardRoutes(app: FastifyInstance, listStoreOrigins: ListStoreOrigins): void {
  const openFiles = keep(openDashboardFiles)

  async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { template } = await openFiles()
    const origins = await listStoreOrigins(request.headers.cookie, readAccount(request.url))
    const { html, headers } = renderDashboardPage(template, origins)
    return reply.headers(headers).type('text/html; charset=utf-8').send(html)
  }

  for (const url of [dashboardPath, `${dashboardPath}/*`]) {
    app.route({ method: 'GET', url, exposeHeadRoute: true, schema: hidden, handler: sendPage })
  }
  app.route<{ Params: { name: string } }>({
    method: 'GET',
    url: `${dashboardPath}/assets/:name`,
    exposeHeadRoute: true,
    schema: hidden,
    async handler(request, reply) {
      const asset = (await openFiles()).assets.get(request.params.name)
      if (asset === undefined) throw new AppError('route_not_found')
      const accepted = request.headers['accept-encoding']
      const coding = (['br', 'gzip'] as const).find((one) => takesCoding(accepted, one)) ?? 'identity'
      const { bytes, etag } = await asset.read(coding)
      reply.headers({ 'cache-control': immutable, vary: 'accept-encoding', etag })
      if (isNotModified(request.headers['if-none-match'], etag)) return reply.code(304).send()
      if (coding !== 'identity') reply.header('content-encoding', coding)
      return reply.type(asset.contentType).send(bytes)
    },
  })
}

/** Whether a browser opens a page with this request. Other clients name another type, or accept any. */
export function wantsPage({ headers }: FastifyRequest): boolean {
  return /\btext\/html\b/i.test(headers.accept ?? '')
}

/** The parameter `account` of the page's own address. */
function readAccount(url: string): string | undefined {
  return new URLSearchParams(queryOf(url)).get('account') ?? undefined
}
