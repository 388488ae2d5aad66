import { authorizeAccess, authorizeUpload, chooseAccess, listRefusals } from '../access/authorize.ts'
import { createBucketNameCheck, isCommonBucketName } from '../access/check-bucket-name.ts'
import type { Access } from '../core/access.ts'
import { AppError, faultOf, toAppError } from '../core/app-error.ts'
import type { AuditRecorder } from '../core/audit-ports.ts'
import { channels } from '../core/channels.ts'
import type { Clock } from '../core/clock.ts'
import type { ErrorCode } from '../core/error-table.ts'
import { andThen, type MaybePromise, recover } from '../core/maybe-promise.ts'
import type { MultipartRepository } from '../core/ports.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import { mergeInput, type Operation, type OperationContext, type OperationOutput } from '../operations/operation.ts'
import type { ClientTokenKeys } from '../tokens/client-token.ts'
import { describeToken } from '../tokens/describe-token.ts'
import { issueClientToken } from '../tokens/issue-client-token.ts'
import type { TokenVerifier } from '../tokens/token-verifier.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { type Decision, type RequestContext, toOutputEvents, toRefusedEvents, toUnrecordedEvents } from './decision.ts'
import { createIdentify, type GateClient, type Identify, type Identity } from './identify.ts'
import { listKnownKeys } from './known-keys.ts'
import { type Limited, limitChange, limitCost } from './limit-request.ts'
import { type AccessResolverDependencies, createAccessResolver } from './resolve-access.ts'
import { compileInputValidator, type RawInput, type ValidInput } from './validate-input.ts'

/** One request, as a transport hands it over. */
export interface GateRequest extends GateClient {
  /** The parameters, or a function that makes them when they depend on the token. If the function throws, the request is refused with that error. */
  readonly input: RawInput | ((token: VerifiedToken) => RawInput)
  /** The problem of a part that could not be read. The gate reports it only after it has found the token to be valid. */
  readonly unreadable?: { readonly code: ErrorCode; readonly message?: string } | undefined
  readonly requestId: string
  /** The name that an MCP client gives itself, for the audit log: at most 100 printable characters. */
  readonly mcpClient?: string | undefined
}

/** The only way in: every request of every transport passes through it. */
export interface Gate {
  /**
   * Prepares an operation, once.
   * @returns a function that decides on requests. It never rejects, and records each decision before it returns it. When it
   * gets the identity that {@link identify} returned for the same request, it does not count the request again
   */
  bind(operation: Operation): (request: GateRequest, identity?: Identity) => MaybePromise<Decision>
  readonly identify: Identify
}

/** What the gate is made from. */
export interface GateDependencies extends AccessResolverDependencies {
  readonly tokens: TokenVerifier
  readonly limiter: RequestLimiter
  readonly clientTokenKeys: ClientTokenKeys
  readonly uploads: MultipartRepository
  readonly audit: AuditRecorder
  readonly clock: Clock
}

/** The outcome of a request whose caller is known. */
type Attempt = { readonly rates: readonly RateState[] } & (
  | { readonly output: OperationOutput<Record<string, unknown>>; readonly warnings: readonly string[] }
  | { readonly error: AppError; readonly accesses: readonly Access[] }
)

/** Builds the gate. */
export function createGate(dependencies: GateDependencies): Gate {
  const { tokens, limiter, clientTokenKeys, uploads, audit, clock } = dependencies
  const identify = createIdentify({ tokens, limiter })
  const resolve = createAccessResolver(dependencies)
  const checkBucketName = createBucketNameCheck(dependencies)

  /**
   * Checks the accesses that an operation needs.
   * @param begin called with each access before it is checked
   * @throws AppError for the first access that is refused, unless the operation is partial
   */
  function allow(
    operation: Operation,
    params: Record<string, unknown>,
    token: VerifiedToken,
    begin: (access: Access) => void,
  ): MaybePromise<AllowedAccesses> {
    const required = operation.requires(params).map((access) => chooseAccess(token, access))
    if (operation.isPartial === true) return { required, refusals: listRefusals(token, required) }
    return andThen(authorizeAll(required, token, begin), () => ({ required, refusals: undefined }))
  }

  function authorizeAll(
    accesses: readonly Access[],
    token: VerifiedToken,
    begin: (access: Access) => void,
  ): MaybePromise<void> {
    for (const [index, access] of accesses.entries()) {
      begin(access)
      if (!isCommonBucketName(access.bucket)) {
        return andThen(checkBucketName(access, token), () => {
          authorizeAccess(token, access)
          return authorizeAll(accesses.slice(index + 1), token, begin)
        })
      }
      authorizeAccess(token, access)
    }
  }

  function run(
    operation: Operation,
    validate: (raw: RawInput) => ValidInput,
    { input, unreadable }: GateRequest,
    { token, refusal, rates: counted }: Identity,
    now: number,
  ): MaybePromise<Attempt> {
    if (refusal !== undefined || token === undefined) {
      return { error: refusal ?? new AppError('token_unknown'), accesses: [], rates: counted }
    }
    let rates = counted
    let accesses: readonly Access[] = []
    /** Stores the token's current rates. @throws AppError when this request exceeds one of them */
    const settle = (limited: Limited) => {
      rates = limited.rates
      if (limited.refusal !== undefined) throw limited.refusal
    }
    return recover<Attempt>(
      () => {
        if (unreadable !== undefined) throw new AppError(unreadable.code, unreadable)
        const { params, warnings } = validate(typeof input === 'function' ? input(token) : input)
        const cost = operation.cost?.(params) ?? 1
        const paid = cost > 1 ? andThen(limitCost(limiter, token, cost), settle) : undefined
        const allowed = andThen(paid, () =>
          allow(operation, params, token, (access) => {
            accesses = [access]
          }),
        )
        return andThen(allowed, ({ required, refusals }) => {
          accesses = required
          const changed =
            operation.effect === 'change'
              ? andThen(limitChange(limiter, token, cost), ({ rates: changes, refusal: excess }) =>
                  settle({ rates: [...rates, ...changes], refusal: excess }),
                )
              : undefined
          const context = createContext(token, now, { required, refusals })
          const handled = andThen(changed, () => operation.handle(params, required, context))
          return andThen(handled, (output) => ({ output, warnings, rates }))
        })
      },
      (thrown) => ({ error: toAppError(thrown), accesses, rates }),
    )
  }

  function createContext(token: VerifiedToken, now: number, { required, refusals }: AllowedAccesses): OperationContext {
    return {
      now,
      accountId: token.accountId,
      uploads,
      resolveAccess(one) {
        const refused = refusals?.get(one)
        if (refused !== undefined) throw refused
        // An access that the operation has completed itself, as with an upload in the register, is authorised here.
        if (!required.includes(one)) authorizeAccess(token, one)
        authorizeUpload(token, one)
        return resolve(one, { token, now })
      },
      describeToken: () => describeToken(token),
      listKnownKeys: () => listKnownKeys(token, dependencies.credentials),
      issueClientToken: (asked) => issueClientToken(token, asked, { keys: clientTokenKeys, now }),
    }
  }

  /** Records a decision. @returns the decision to answer with: `audit_unavailable` when it could not be recorded */
  function record(decision: Decision): MaybePromise<Decision> {
    return recover<Decision>(
      () => {
        const recording = audit.record(decision.events)
        // What is done at once is not waited for: each wait is a turn of the event loop's queue.
        if (recording === undefined) return decision
        const { auditRecord } = channels
        const recorded = auditRecord.hasSubscribers ? auditRecord.tracePromise(() => recording, {}) : recording
        return recorded.then(() => decision)
      },
      (thrown) => {
        // A fault of the gateway is answered with or without its event. Any other decision must not leave unrecorded.
        if ('error' in decision && decision.error.status >= 500) return decision
        const error = toAppError(thrown)
        return { error, warnings: [], events: toUnrecordedEvents(decision.events, error), rates: decision.rates }
      },
    )
  }

  return {
    identify,
    bind(operation) {
      // Compiled at the first request, because few installations use every operation.
      let compiled: ReturnType<typeof compileInputValidator> | undefined
      const validate = (raw: RawInput) => {
        compiled ??= compileInputValidator(mergeInput(operation), operation)
        return compiled(raw)
      }
      return (request, known) => {
        const now = clock()
        const startedAt = performance.now()
        return andThen(known ?? identify(request), (identity) => {
          const { requestId, clientAddress, mcpClient } = request
          const { token } = identity
          const context = { now, operation: operation.name, requestId, clientAddress, mcpClient, token }
          const attempted = run(operation, validate, request, identity, now)
          const recorded = andThen(attempted, (attempt) => record(toDecision(context, attempt)))
          return andThen(recorded, (decision) => {
            if (channels.decided.hasSubscribers) publish(decision, startedAt)
            return decision
          })
        })
      }
    },
  }
}

function publish(decision: Decision, startedAt: number): void {
  const { events } = decision
  const fault = 'error' in decision && decision.error.status >= 500 ? faultOf(decision.error) : undefined
  channels.decided.publish({ events, durationMs: performance.now() - startedAt, fault })
}

/** The accesses that a request needs; for a partial operation, also the refused ones. */
interface AllowedAccesses {
  readonly required: readonly Access[]
  readonly refusals: ReadonlyMap<Access, AppError> | undefined
}

function toDecision(context: RequestContext, attempt: Attempt): Decision {
  const { rates } = attempt
  if ('error' in attempt) {
    const { error, accesses } = attempt
    return { error, warnings: [], events: toRefusedEvents(context, error, accesses), rates }
  }
  const { result, warnings = [], redirection } = attempt.output
  return {
    result,
    redirection,
    warnings: [...attempt.warnings, ...warnings],
    events: toOutputEvents(context, attempt.output),
    rates,
  }
}
