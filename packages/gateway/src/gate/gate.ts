import {
  authorizeAccess,
  authorizeClient,
  authorizeUpload,
  chooseAccess,
  listRefusals,
  type RequestSource,
} from '../access/authorize.ts'
import { createBucketNameCheck, isCommonBucketName } from '../access/check-bucket-name.ts'
import type { Access } from '../core/access.ts'
import { AppError, faultOf, toAppError } from '../core/app-error.ts'
import type { AuditRecorder } from '../core/audit-ports.ts'
import { channels } from '../core/channels.ts'
import type { Clock } from '../core/clock.ts'
import type { ErrorCode } from '../core/error-table.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { MultipartRepository } from '../core/ports.ts'
import type { RateState } from '../limits/rate-state.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import { mergeInput, type Operation, type OperationOutput } from '../operations/operation.ts'
import type { ClientTokenKeys } from '../tokens/client-token.ts'
import { describeToken } from '../tokens/describe-token.ts'
import { issueClientToken } from '../tokens/issue-client-token.ts'
import type { TokenVerifier } from '../tokens/token-verifier.ts'
import type { VerifiedToken } from '../tokens/verified-token.ts'
import { type Decision, type RequestContext, toOutputEvents, toRefusedEvents, toUnrecordedEvents } from './decision.ts'
import { listKnownKeys } from './known-keys.ts'
import { limitBadToken, limitChange, limitCost, limitToken, refuseStranger } from './limit-request.ts'
import { type AccessResolverDependencies, createAccessResolver } from './resolve-access.ts'
import { compileInputValidator, type RawInput, type ValidInput } from './validate-input.ts'

/** Who sends a request, as a transport knows it. */
export interface GateClient extends RequestSource {
  readonly token: string | undefined
  /** Why no token can be taken from the request, where more can be said than that there is none. */
  readonly tokenProblem?: AppError | undefined
  /** Whom the OpenID Connect provider vouches for: then no token is looked at, but the one that is for this subject. */
  readonly subject?: string | undefined
}

/** One request, as a transport hands it over. */
export interface GateRequest extends GateClient {
  /** The parameters; or how they are made where the token says a part of them. What that throws, the request is refused with. */
  readonly input: RawInput | ((token: VerifiedToken) => RawInput)
  /** What is wrong with a part that could not be read; it is said once the token is known to be good. */
  readonly unreadable?: { readonly code: ErrorCode; readonly message?: string } | undefined
  readonly requestId: string
  /** What an MCP client calls itself, for the audit log: at most 100 printable characters. */
  readonly mcpClient?: string | undefined
}

/** The one way in: every request of every transport passes it. */
export interface Gate {
  /**
   * Prepares an operation, once.
   * @returns decides on requests. It never rejects; each decision is recorded before it is given. With an identity, which
   * {@link identify} has given for this very request, it is not counted again
   */
  bind(operation: Operation): (request: GateRequest, identity?: Identity) => MaybePromise<Decision>
  /** Whose token it is, and where that token stands in its rates, which this counts for. Never rejects. */
  identify(client: GateClient): Promise<Identity>
}

/** Who asks. With a refusal nothing more is done for them. */
export interface Identity {
  /** Undefined when nobody knows the token. */
  readonly token: VerifiedToken | undefined
  /** Empty when the token is not good, or has no rate. */
  readonly rates: readonly RateState[]
  readonly refusal: AppError | undefined
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

/** What became of a request whose caller is known. */
type Attempt = { readonly rates: readonly RateState[] } & (
  | { readonly output: OperationOutput<Record<string, unknown>>; readonly warnings: readonly string[] }
  | { readonly error: AppError; readonly accesses: readonly Access[] }
)

/** Builds the gate. */
export function createGate(dependencies: GateDependencies): Gate {
  const { tokens, limiter, clientTokenKeys, uploads, audit, clock } = dependencies
  const resolve = createAccessResolver(dependencies)
  const checkBucketName = createBucketNameCheck(dependencies)

  async function identify({ token: text, tokenProblem, subject, ...source }: GateClient): Promise<Identity> {
    const { clientAddress } = source
    let token: VerifiedToken | undefined
    try {
      if (tokenProblem !== undefined) throw tokenProblem
      const recalled = subject === undefined ? tokens.recall(text) : tokens.recallSubject(subject)
      if (recalled === 'stranger') {
        const refusal = refuseStranger(limiter, clientAddress)
        if (refusal !== undefined) return { token, rates: [], refusal }
      }
      if (typeof recalled !== 'string') token = recalled
      else token = await (subject === undefined ? tokens.lookUp(text ?? '') : tokens.lookUpSubject(subject))
      authorizeClient(token, source)
    } catch (thrown) {
      const refusal = await limitBadToken(limiter, clientAddress, toAppError(thrown))
      return { token, rates: [], refusal }
    }
    return limitToken(limiter, token)
  }

  async function run(
    operation: Operation,
    validate: (raw: RawInput) => ValidInput,
    { input, unreadable }: GateRequest,
    identity: Identity,
    now: number,
  ): Promise<Attempt> {
    const { token, refusal } = identity
    let { rates } = identity
    if (refusal !== undefined || token === undefined) {
      return { error: refusal ?? new AppError('token_unknown'), accesses: [], rates }
    }
    let accesses: readonly Access[] = []
    try {
      if (unreadable !== undefined) throw new AppError(unreadable.code, unreadable)
      const { params, warnings } = validate(typeof input === 'function' ? input(token) : input)
      const cost = operation.cost?.(params) ?? 1
      if (cost > 1) {
        const limited = await limitCost(limiter, token, cost)
        rates = limited.rates
        if (limited.refusal !== undefined) return { error: limited.refusal, accesses, rates }
      }
      const required = operation.requires(params).map((access) => chooseAccess(token, access))
      const refusals = operation.isPartial === true ? listRefusals(token, required) : undefined
      for (const access of refusals === undefined ? required : []) {
        accesses = [access]
        if (!isCommonBucketName(access.bucket)) await checkBucketName(access, token)
        authorizeAccess(token, access)
      }
      accesses = required
      if (operation.effect === 'change') {
        const limited = await limitChange(limiter, token, cost)
        rates = [...rates, ...limited.rates]
        if (limited.refusal !== undefined) return { error: limited.refusal, accesses, rates }
      }
      const output = await operation.handle(params, required, {
        now,
        accountId: token.accountId,
        uploads,
        resolveAccess(one) {
          const refused = refusals?.get(one)
          if (refused !== undefined) throw refused
          // What an operation has found out since, as of an upload in the register, is looked at now.
          if (!required.includes(one)) authorizeAccess(token, one)
          authorizeUpload(token, one)
          return resolve(one, { token, now })
        },
        describeToken: () => describeToken(token),
        listKnownKeys: () => listKnownKeys(token, dependencies.credentials),
        issueClientToken: (asked) => issueClientToken(token, asked, { keys: clientTokenKeys, now }),
      })
      return { output, warnings, rates }
    } catch (thrown) {
      return { error: toAppError(thrown), accesses, rates }
    }
  }

  /** @returns the decision as it is given: one that cannot be recorded is not */
  async function record(decision: Decision): Promise<Decision> {
    try {
      const recording = audit.record(decision.events)
      // What is done at once is not waited for: each wait is a turn of the event loop's queue.
      if (recording === undefined) return decision
      const { auditRecord } = channels
      await (auditRecord.hasSubscribers ? auditRecord.tracePromise(() => recording, {}) : recording)
      return decision
    } catch (thrown) {
      // A fault of ours is one with or without its event; anything else that nobody would hear of is not given.
      if ('error' in decision && decision.error.status >= 500) return decision
      const error = toAppError(thrown)
      return { error, warnings: [], events: toUnrecordedEvents(decision.events, error), rates: decision.rates }
    }
  }

  return {
    identify,
    bind(operation) {
      // Compiled at the first request: few installations use every operation.
      let compiled: ReturnType<typeof compileInputValidator> | undefined
      const validate = (raw: RawInput) => {
        compiled ??= compileInputValidator(mergeInput(operation), operation)
        return compiled(raw)
      }
      return async (request, known) => {
        const now = clock()
        const startedAt = performance.now()
        const identity = known ?? (await identify(request))
        const { requestId, clientAddress, mcpClient } = request
        const context = { now, operation: operation.name, requestId, clientAddress, mcpClient, token: identity.token }
        const attempt = await run(operation, validate, request, identity, now)
        const decision = await record(toDecision(context, attempt))
        if (channels.decided.hasSubscribers) {
          const { events } = decision
          const fault = 'error' in decision && decision.error.status >= 500 ? faultOf(decision.error) : undefined
          channels.decided.publish({ events, durationMs: performance.now() - startedAt, fault })
        }
        return decision
      }
    },
  }
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
