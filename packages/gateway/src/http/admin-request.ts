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

/** What the administration API is made from. */
export interface AdminApiDependencies {
  /** What the acts work with; account, actor and rights are those of each session. */
  readonly dependencies: AdminDependencies
  /** Whether a shutdown has begun: then acts that take long end early. */
  isDraining(): boolean
  /** How often a live view of the audit log looks whether its session is there still; a test may say. */
  readonly beatMs?: number
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

/** One path of the administration API. */
export interface AdminEndpoint {
  readonly method: 'GET' | 'POST'
  answer(request: AdminRequest): Promise<unknown>
}

/** A request that its session may make. */
interface AllowedRequest {
  /** What the act works with: account, actor and rights are those of the session. */
  readonly dependencies: AdminDependencies
  /** The query without the account. */
  readonly query: Query
}

/**
 * Holds a request against what its session may do.
 * @throws AppError as {@link authorize}; `malformed_query`
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

/** Whether somebody may still see what he began to look at. */
export function isSameSession(
  now: AdministratorSession | undefined,
  { id, administrator }: AdministratorSession,
): boolean {
  const { role, accountId } = administrator
  return now?.id === id && now.administrator.role === role && now.administrator.accountId === accountId
}

const endedEarly = 'The gateway is shutting down. What was done is done; send the request again for the rest.'

/** Reads a time as HTTP writes it. @throws Error that says what it must be */
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
  if (Array.isArray(account)) throw createFieldError('account', 'is given twice; give it once')
  return account === undefined || account === '' ? {} : { accountId: account }
}

/**
 * The fields of a JSON body.
 * @param misplaced names that stand in the query
 * @throws AppError when it is none
 */
export async function readJsonBody(
  request: FastifyRequest,
  misplaced: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  requireJson(request)
  if (misplaced.length > 0) {
    throw createInputError([
      { parameter: '', message: 'Only `account` stands in the query; the fields go into the body' },
    ])
  }
  return readJsonFields(request)
}
