import { type Act, chooseMethod } from '../admin/act.ts'
import { acts } from '../admin/registry.ts'
import { toJsonValue } from '../admin/to-json-value.ts'
import { createWireReader } from '../admin/wire-input.ts'
import { AppError } from '../core/app-error.ts'
import { findNearest } from '../core/nearest.ts'
import { readQueryFields } from './admin-query.ts'
import {
  type AdminApiDependencies,
  type AdminEndpoint,
  type AdminRequest,
  allowRequest,
  readJsonBody,
  readTime,
} from './admin-request.ts'
import { createExportEndpoint } from './audit-export-endpoint.ts'
import { createStreamEndpoint } from './audit-stream-endpoint.ts'
import { pathOf } from './query-string.ts'

/** Answers a request below `/admin/api/`. @throws AppError */
export type AdminApi = (request: AdminRequest) => Promise<unknown>

const prefix = '/admin/api/'

/** Builds the API from the registry of acts. */
export function createAdminApi(administration: AdminApiDependencies): AdminApi {
  const endpoints = new Map<string, AdminEndpoint>([
    ...acts.map((act) => [act.name.replaceAll('_', '-'), createActEndpoint(act, administration)] as const),
    ['stream-audit-events', createStreamEndpoint(administration)],
    ['export-audit-events', createExportEndpoint(administration)],
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

/** Makes the endpoint of an act. A change needs a POST, which no link and no image can send. */
function createActEndpoint(act: Act, administration: AdminApiDependencies): AdminEndpoint {
  const readFields = createWireReader(act.input, readTime)
  const method = chooseMethod(act)
  return {
    method,
    async answer(admin) {
      const { query, dependencies } = await allowRequest(admin, act, administration)
      const fields =
        method === 'GET' ? readQueryFields(query, act.input) : await readJsonBody(admin.request, Object.keys(query))
      return { data: toJsonValue(await act.run(readFields(fields), dependencies)) }
    },
  }
}
