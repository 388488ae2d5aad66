import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'
import type { AuditRecorder } from '../core/ports.ts'
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
  const { operations, tokens, limiter, credentials, buckets, audit, clock } = parts
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

  return {
    async pass(operation, request) {
      const now = clock()
      const passage: Passage = {}
      let answer: GateAnswer
      try {
        answer = await run(operation, request, now, passage)
      } catch (error) {
        const refused = error instanceof AppError && error.status < 500
        const { code, status } = error instanceof AppError ? error : new AppError('internal_error')
        const outcome = refused ? 'denied' : 'failed'
        const event = { ...describePassage(operation, request, now, passage), outcome, code, status } as const
        try {
          await audit.record(event)
        } catch (unrecorded) {
          // A refusal that nobody would hear of is not given; a fault of ours is one with or without its event.
          throw refused ? unrecorded : error
        }
        throw error
      }
      await audit.record({ ...describePassage(operation, request, now, passage), outcome: 'signed', status: 200 })
      return answer
    },
  }
}

function describePassage(operation: Operation, request: GateRequest, now: number, passage: Passage) {
  const { token, scope, signing } = passage
  const expiresInSeconds = signing?.expiresInSeconds ?? scope?.expiresInSeconds
  return {
    at: now,
    requestId: request.requestId,
    clientAddress: request.clientAddress,
    operation: operation.name,
    ...(token === undefined ? {} : { tokenId: token.id, accountId: token.accountId }),
    ...(signing === undefined ? {} : { credentialId: signing.credentialId }),
    ...(scope === undefined ? {} : { bucket: scope.bucket, key: scope.key }),
    ...(scope?.acl === undefined ? {} : { acl: scope.acl }),
    ...(expiresInSeconds === undefined ? {} : { expiresInSeconds }),
  }
}
