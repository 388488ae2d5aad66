import type { Access, Signing } from '../core/access.ts'
import type { AppError } from '../core/app-error.ts'
import type { AuditEvent, DecidedEvents } from '../core/model.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { OperationOutput, Redirection } from '../operations/operation.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'

/** What the gate decided on a request. A transport renders it, and decides nothing. */
export type Decision = {
  /** For the caller, beside the result. */
  readonly warnings: readonly string[]
  /** As they are in the audit log, or would be, had the audit log taken them. */
  readonly events: DecidedEvents
  /** Where the token stands in each of its rates; empty when the token is not good, or has none. */
  readonly rates: readonly RateState[]
} & (
  | { readonly result: Readonly<Record<string, unknown>>; readonly redirection?: Redirection | undefined }
  | { readonly error: AppError }
)

/** What is known of a request before and whatever is decided. */
export interface RequestContext {
  /** Time of the request, epoch milliseconds. */
  readonly now: number
  readonly operation: string
  readonly requestId: string
  readonly clientAddress: string
  readonly mcpClient?: string | undefined
  /** Undefined while the token is not known. */
  readonly token: VerifiedToken | undefined
}

/** What became of a request's accesses. */
type UsedAccesses = Pick<OperationOutput<unknown>, 'signings' | 'refusals' | 'clientToken'>

/** The events of a request that was allowed: one for each access that was used or refused, and one when there was none. */
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
  const [first, ...others] = [
    ...signings.map(toEvent),
    ...refusals.flatMap(({ access, error }) => toRefusedEvents(context, error, [access])),
  ]
  return [first ?? toEvent(undefined), ...others]
}

/** The events of a request that was refused: one for each access that it needed, and one while none was known. */
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

/** An operation may have added to an access what it has looked up. */
function isSameObject(one: Access, other: Access | undefined): boolean {
  return one.action === other?.action && one.bucket === other.bucket && one.key === other.key
}

/** The same events with what is answered instead, since they could not be recorded. */
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
