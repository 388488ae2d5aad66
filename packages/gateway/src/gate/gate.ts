import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'
import type { AuditEvent } from '../core/model.ts'
import type { AuditRecorder } from '../core/ports.ts'
import type { RequestObserver } from '../core/request-observer.ts'
import type { RequestLimiter } from '../limits/request-limiter.ts'
import type { Operation, OperationScope } from '../operations/operation.ts'
import type { BucketCheck } from '../s3/bucket-check.ts'
import type { TokenVerifier, VerifiedToken } from '../tokens/token-verifier.ts'
import type { SigningCredentials } from '../vault/signing-credentials.ts'
import { authorizeClient, authorizeScope } from './authorize.ts'
import { type Limited, limitBadToken, limitToken } from './limit-request.ts'
import { compileParamsValidator, type RawParams, type ValidParams } from './validate-params.ts'

/** One request, as a transport hands it over, and what the gate puts down on it while it passes. */
export interface GateRequest extends Limited {
  readonly params: RawParams
  /** Whether a part of the request could not be decoded; the rest is in `params`. */
  readonly isMalformed?: boolean
  readonly token: string | undefined
  readonly clientAddress: string
  readonly requestId: string
}

/** What an operation answered, with `warnings` when there are any. */
export type GateAnswer = Record<string, unknown>

/** The one way in: every request of every transport passes it. */
export interface Gate {
  /**
   * Runs an operation for a request. Each decision is recorded before the answer is given.
   * @throws AppError for everything that is refused; anything else is a fault of ours, recorded as failed
   */
  pass(operation: Operation, request: GateRequest): Promise<GateAnswer>
}

/** What the gate needs. */
export interface GateParts {
  readonly operations: readonly Operation[]
  readonly tokens: TokenVerifier
  readonly limiter: RequestLimiter
  readonly credentials: SigningCredentials
  readonly buckets: BucketCheck
  readonly audit: AuditRecorder
  readonly observer: RequestObserver
  readonly clock: Clock
}

/** What is known of a request so far; grows step by step, and becomes the audit event. */
interface Passage {
  token?: VerifiedToken
  scope?: OperationScope
  signing?: { readonly credentialId: string; readonly expiresInSeconds: number }
}

/** Builds the gate. Validators are compiled here, once. */
export function createGate(parts: GateParts): Gate {
  const { operations, tokens, limiter, credentials, buckets, audit, observer, clock } = parts
  const validators = new Map<Operation, (raw: RawParams) => ValidParams>()
  for (const operation of operations) validators.set(operation, compileParamsValidator(operation.params))

  async function authenticate(request: GateRequest, passage: Passage): Promise<VerifiedToken> {
    try {
      const token = await tokens.verify(request.token)
      passage.token = token
      authorizeClient(token, request.clientAddress)
      return token
    } catch (refusal) {
      await limitBadToken(limiter, request.clientAddress, refusal)
      throw refusal
    }
  }

  async function run(operation: Operation, request: GateRequest, now: number, passage: Passage): Promise<GateAnswer> {
    const token = await authenticate(request, passage)
    await limitToken(limiter, token, request)
    if (request.isMalformed === true) throw new AppError('malformed_query')
    const validate = validators.get(operation)
    if (validate === undefined) throw new Error(`The operation ${operation.name} is not in the registry`)
    const { params, warnings: ignored } = validate(request.params)
    const scope = operation.scope(params)
    passage.scope = scope
    authorizeScope(token, scope)
    const warnings = [...ignored]
    const answer = await operation.handle(params, {
      now,
      token,
      credentials,
      buckets,
      noteSigning(credentialId, expiresInSeconds) {
        passage.signing = { credentialId, expiresInSeconds }
      },
      warn(message) {
        warnings.push(message)
      },
    })
    return warnings.length === 0 ? answer : { ...answer, warnings }
  }

  /** Records a refusal, and throws what is answered. */
  async function refuse(error: unknown, facts: PassageFacts, startedAt: number): Promise<never> {
    const refused = error instanceof AppError && error.status < 500
    let answered = error
    try {
      await audit.record([describeError(error, facts)])
    } catch (unrecorded) {
      // A refusal that nobody would hear of is not given; a fault of ours is one with or without its event.
      if (refused) answered = unrecorded
    }
    observeError(answered, facts, startedAt)
    throw answered
  }

  function observeError(error: unknown, facts: PassageFacts, startedAt: number): void {
    const event = describeError(error, facts)
    observer.decided(event, performance.now() - startedAt, event.outcome === 'failed' ? error : undefined)
  }

  return {
    async pass(operation, request) {
      const now = clock()
      const startedAt = performance.now()
      const passage: Passage = {}
      let answer: GateAnswer
      try {
        answer = await run(operation, request, now, passage)
      } catch (error) {
        return refuse(error, describePassage(operation, request, now, passage), startedAt)
      }
      const facts = describePassage(operation, request, now, passage)
      const event: AuditEvent = { ...facts, outcome: 'allowed', status: 200 }
      try {
        const recording = audit.record([event])
        // What is done at once is not waited for: each wait is a turn of the event loop's queue.
        if (recording !== undefined) await recording
      } catch (unrecorded) {
        observeError(unrecorded, facts, startedAt)
        throw unrecorded
      }
      observer.decided(event, performance.now() - startedAt)
      return answer
    },
  }
}

/** What the audit event says beside the decision. */
type PassageFacts = Omit<AuditEvent, 'outcome' | 'code' | 'status'>

function describeError(error: unknown, facts: PassageFacts): AuditEvent {
  const { code, status } = error instanceof AppError ? error : new AppError('internal_error')
  return { ...facts, outcome: status < 500 ? 'denied' : 'failed', code, status }
}

function describePassage(operation: Operation, request: GateRequest, now: number, passage: Passage): PassageFacts {
  const { token, scope, signing } = passage
  const expiresInSeconds = signing?.expiresInSeconds ?? scope?.expiresInSeconds
  return {
    at: now,
    requestId: request.requestId,
    clientAddress: request.clientAddress,
    operation: operation.name,
    ...(token === undefined ? {} : { tokenId: token.id, accountId: token.accountId }),
    ...(signing === undefined ? {} : { credentialId: signing.credentialId }),
    ...(scope === undefined ? {} : { action: scope.action, bucket: scope.bucket, key: scope.key }),
    ...(scope?.acl === undefined ? {} : { acl: scope.acl }),
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
  }
}
