import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Act, chooseMethod } from '../admin/act.ts'
import { authorize } from '../admin/authorize.ts'
import { createFieldError, createInputError } from '../admin/check-input.ts'
import type { AdminDependencies } from '../admin/dependencies.ts'
import { acts } from '../admin/registry.ts'
import { toJsonValue } from '../admin/to-json-value.ts'
import { createWireReader } from '../admin/wire-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import { findNearest } from '../core/nearest.ts'
import { readQueryFields } from './admin-query.ts'
import { readBodyOf } from './operation-routes.ts'
import { pathOf, type Query, queryOf, readQueryString } from './query-string.ts'

/** What the administration API is made from. */
export interface AdminApiDependencies {
  /** What the acts work with; account, actor and rights are those of each session. */
  readonly dependencies: AdminDependencies
  /** Whether a shutdown has begun: then acts that take long end early. */
  isDraining(): boolean
  /** Makes the document of the API. */
  buildDocument(): Promise<object>
}

/** A request of somebody who is signed in. */
export interface AdminRequest {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly session: AdministratorSession
  /** The gateway's origin, as the request knows it. */
  readonly ownOrigin: string
  /** Looks again whether the session is there still. */
  whoAsks(): Promise<AdministratorSession | undefined>
}

/** Answers a request below `/admin/api/`. @throws AppError */
export type AdminApi = (request: AdminRequest) => Promise<unknown>

/** One path of the API. */
interface AdminEndpoint {
  readonly method: 'GET' | 'POST'
  answer(request: AdminRequest): Promise<unknown>
}

const prefix = '/admin/api/'

/** Makes the API of the registry's acts. */
export function createAdminApi(administration: AdminApiDependencies): AdminApi {
  const endpoints = new Map<string, AdminEndpoint>([
    ...acts.map((act) => [act.name.replaceAll('_', '-'), createActEndpoint(act, administration)] as const),
    ['openapi', { method: 'GET', answer: administration.buildDocument }],
  ])

  return async (admin) => {
    const name = pathOf(admin.request.url).slice(prefix.length)
    const endpoint = endpoints.get(name)
    if (endpoint === undefined) throw createMissingError(name, [...endpoints.keys()])
    if (endpoint.method !== admin.request.method) {
      throw new AppError('method_not_allowed', { headers: { allow: endpoint.method } })
    }
    return endpoint.answer(admin)
  }
}

function createMissingError(name: string, known: readonly string[]): AppError {
  const nearest = findNearest(name, known)
  if (nearest === undefined) return new AppError('route_not_found')
  return new AppError('route_not_found', {
    message: `There is nothing at this path; did you mean ${prefix}${nearest}?`,
  })
}

/** The route of an act. A change is a POST alone, which no link and no image can send. */
function createActEndpoint(act: Act, { dependencies, isDraining }: AdminApiDependencies): AdminEndpoint {
  const readFields = createWireReader(act.input, readTime)
  const method = chooseMethod(act)

  return {
    method,
    async answer({ request, session, ownOrigin }) {
      const { account, ...query } = readQuery(request)
      const asked = { ...act, ...readAccount(account) }
      const accountId = await authorize(session, asked, dependencies)
      const fields =
        method === 'GET' ? readQueryFields(query, act.input) : await readJsonBody(request, Object.keys(query))
      const { administrator } = session
      const isOwner = administrator.role === 'owner'
      const result = await act.run(readFields(fields), {
        ...dependencies,
        accountId,
        actor: { via: 'dashboard', name: administrator.email },
        session,
        dashboardUrl: `${ownOrigin}/dashboard`,
        allowMachineKeys: isOwner,
        reach: isOwner ? 'installation' : 'account',
        onProgress: () => {
          if (isDraining()) throw new AppError('unavailable', { message: endedEarly, isIntended: true })
        },
      })
      return { data: toJsonValue(result) }
    },
  }
}

const endedEarly = 'The gateway is shutting down. What was done is done; send the request again for the rest.'

function readTime(text: string): number {
  const time = parseIsoTime(text)
  if (time !== undefined) return time
  throw new Error('must be a time with its zone (2027-01-31T18:00:00Z), or a date (2027-01-31)')
}

function readQuery({ raw }: FastifyRequest): Query {
  const { query, isMalformed } = readQueryString(queryOf(raw.url ?? ''))
  if (isMalformed) throw new AppError('malformed_query')
  return query
}

function readAccount(account: string | string[] | undefined): { readonly accountId?: string } {
  if (Array.isArray(account)) throw createFieldError('account', 'is given twice; give it once')
  return account === undefined || account === '' ? {} : { accountId: account }
}

async function readJsonBody(
  request: FastifyRequest,
  misplaced: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  // A form can be sent by any page, without asking.
  if (mediaType !== 'application/json') {
    throw new AppError('unsupported_media_type', { message: 'Send the fields as a JSON object, as application/json.' })
  }
  if (misplaced.length > 0) {
    throw createInputError([
      { parameter: '', message: 'Only `account` stands in the query; the fields go into the body' },
    ])
  }
  if (request.body === undefined) return {}
  const { json = {}, unreadable } = await readBodyOf(request)
  if (unreadable !== undefined) throw new AppError(unreadable.code, unreadable)
  return json
}
