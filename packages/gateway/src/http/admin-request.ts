import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Act } from '../admin/act.ts'
import { authorize } from '../admin/authorize.ts'
import { createFieldError, createInputError } from '../admin/check-input.ts'
import type { AdminDependencies } from '../admin/dependencies.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import { parseIsoTime } from '../core/iso-time.ts'
import { readJsonFields, requireJson } from './json-body.ts'
import { type Query, queryOf, readQueryString } from './query-string.ts'

/** The dependencies of the administration API. */
export interface AdminApiDependencies {
  /** The dependencies of the acts. Account, actor and rights are replaced by those of each session. */
  readonly dependencies: AdminDependencies
  /** Whether a shutdown has begun: long acts then end early. */
  isDraining(): boolean
  /** How often a live view of the audit log checks that its session still exists; set only by tests. */
  readonly beatMs?: number
  /** Makes the document of the API. */
  buildDocument(): Promise<object>
}

/** A request of an administrator who is signed in. */
export interface AdminRequest {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly session: AdministratorSession
  /** The gateway's origin, as the request knows it. */
  readonly ownOrigin: string
  /** Checks again whether the session still exists. */
  whoAsks(): Promise<AdministratorSession | undefined>
}

/** One path of the administration API. */
export interface AdminEndpoint {
  readonly method: 'GET' | 'POST'
  answer(request: AdminRequest): Promise<unknown>
}

/** A request that its session may make. */
interface AllowedRequest {
  /** The dependencies of the act, with account, actor and rights of the session. */
  readonly dependencies: AdminDependencies
  /** The query without the account. */
  readonly query: Query
}

/**
 * Checks that the session of a request may make it.
 * @throws AppError like {@link authorize}, or `malformed_query`
 */
export async function allowRequest(
  { request, session, ownOrigin }: AdminRequest,
  act: Pick<Act, 'role' | 'confirms'>,
  { dependencies, isDraining }: AdminApiDependencies,
): Promise<AllowedRequest> {
  const { account, ...query } = readQuery(request)
  const accountId = await authorize(session, { ...act, ...readAccount(account) }, dependencies)
  const { administrator } = session
  const isOwner = administrator.role === 'owner'
  return {
    query,
    dependencies: {
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
    },
  }
}

/** Whether a session still exists with unchanged rights, so that its administrator may go on reading. */
export function isSameSession(
  now: AdministratorSession | undefined,
  { id, administrator }: AdministratorSession,
): boolean {
  const { role, accountId } = administrator
  return now?.id === id && now.administrator.role === role && now.administrator.accountId === accountId
}

const endedEarly =
  'The gateway is shutting down. It has stored what was done so far: send the request again for the rest.'

/** Reads a time of the administration API. @throws Error that says what it must be */
export function readTime(text: string): number {
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
  if (Array.isArray(account)) throw createFieldError('account', 'occurs twice; send it once')
  return account === undefined || account === '' ? {} : { accountId: account }
}

/**
 * Reads the fields of a JSON body.
 * @param misplaced names that were sent in the query instead
 * @throws AppError when the body is not a JSON object, or a field is in the query
 */
export async function readJsonBody(
  request: FastifyRequest,
  misplaced: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  requireJson(request)
  if (misplaced.length > 0) {
    throw createInputError([
      { parameter: '', message: 'Only `account` belongs in the query; send the other fields in the body' },
    ])
  }
  return readJsonFields(request)
}
