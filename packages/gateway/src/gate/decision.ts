import type { Access, Signing } from '../core/access.ts'
import type { AppError } from '../core/app-error.ts'
import type { AuditEvent, DecidedEvents } from '../core/model.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { OperationOutput, Redirection } from '../operations/operation.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'

/** The gate's decision on a request. A transport renders it, and decides nothing. */
export type Decision = {
  /** For the caller, in addition to the result. */
  readonly warnings: readonly string[]
  /** As the audit log has them, or would have them if it had accepted them. */
  readonly events: DecidedEvents
  /** How much of each of its rates the token has used; empty when the token is invalid, or has no rate. */
  readonly rates: readonly RateState[]
} & (
  | { readonly result: Readonly<Record<string, unknown>>; readonly redirection?: Redirection | undefined }
  | { readonly error: AppError }
)

/** The facts about a request that do not depend on the decision. */
export interface RequestContext {
  /** Time of the request, epoch milliseconds. */
  readonly now: number
  readonly operation: string
  readonly requestId: string
  readonly clientAddress: string
  readonly mcpClient?: string | undefined
  /** Undefined while the token is unknown. */
  readonly token: VerifiedToken | undefined
}

/** The outcome of a request's accesses. */
type UsedAccesses = Pick<OperationOutput<unknown>, 'signings' | 'refusals' | 'clientToken'>

/** Makes the events of an allowed request: one for each access that was used or refused, or a single one when there was none. */
export function toOutputEvents(
  context: RequestContext,
  { signings, refusals = [], clientToken }: UsedAccesses,
): DecidedEvents {
  const toEvent = (signing: Signing | undefined): AuditEvent => ({
    ...toContextFields(context),
    ...(signing === undefined ? {} : toSigningFields(signing)),
    ...(clientToken === undefined ? {} : { clientToken }),
    outcome: 'allowed',
    status: 200,
  })
  const events = signings.map(toEvent)
  for (const { access, error } of refusals) events.push(...toRefusedEvents(context, error, [access]))
  return isNotEmpty(events) ? events : [toEvent(undefined)]
}

function isNotEmpty(events: readonly AuditEvent[]): events is DecidedEvents {
  return events.length > 0
}

/** Makes the events of a refused request: one for each access that it needed, or a single one when none was known yet. */
export function toRefusedEvents(
  context: RequestContext,
  { code, status, failed }: AppError,
  [first, ...others]: readonly Access[],
): DecidedEvents {
  const outcome = status < 500 ? 'denied' : 'failed'
  const toEvent = (access: Access | undefined): AuditEvent => ({
    ...toContextFields(context),
    ...(failed !== undefined && isSameObject(failed.access, access) ? toSigningFields(failed) : toAccessFields(access)),
    outcome,
    code,
    status,
  })
  return [toEvent(first), ...others.map(toEvent)]
}

/** Whether two accesses concern the same object. Other fields may differ, because an operation may add what it has looked up. */
function isSameObject(one: Access, other: Access | undefined): boolean {
  return one.action === other?.action && one.bucket === other.bucket && one.key === other.key
}

/** Replaces the outcome of events that could not be recorded with the error that is answered instead. */
export function toUnrecordedEvents([first, ...others]: DecidedEvents, { code, status }: AppError): DecidedEvents {
  const toEvent = (event: AuditEvent): AuditEvent => ({
    ...event,
    outcome: status < 500 ? 'denied' : 'failed',
    code,
    status,
  })
  return [toEvent(first), ...others.map(toEvent)]
}

function toContextFields({ now, operation, requestId, clientAddress, mcpClient, token }: RequestContext) {
  return {
    at: now,
    requestId,
    clientAddress,
    operation,
    ...(token === undefined ? {} : { tokenId: token.id, accountId: token.accountId }),
    ...(token?.client === undefined ? {} : { clientToken: token.client.fingerprint }),
    ...(mcpClient === undefined ? {} : { mcpClient }),
  }
}

function toSigningFields({ access, credentialId, expiresInSeconds }: Signing) {
  return { ...toAccessFields({ ...access, expiresInSeconds }), credentialId }
}

function toAccessFields(access: Access | undefined) {
  if (access === undefined) return {}
  const { action, bucket, key, acl, expiresInSeconds } = access
  return {
    action,
    bucket,
    key,
    ...(acl === undefined ? {} : { acl }),
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
  }
}
