import type { FormRequest, PresignedRequest, PresignRequest, SignedForm } from '@signpost/presign'
import { type Static, type TObject, Type } from 'typebox'
import type { Access, Signing } from '../core/access.ts'
import type { AppError } from '../core/app-error.ts'
import type { ErrorCode } from '../core/error-table.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import type { Credential } from '../core/model.ts'
import type { MultipartRepository } from '../core/ports.ts'
import type { FindKeys } from '../explain/compare-signature.ts'
import type { S3Request } from '../s3/s3-request.ts'
import type { TokenDescription } from '../tokens/describe-token.ts'
import type { ClientTokenRequest, IssuedClientToken } from '../tokens/issue-client-token.ts'

/** Where parameters travel. A name stands in one place only. */
export interface OperationInput {
  /** In the path of the new URL format, in the query of the old one. */
  readonly path?: TObject
  readonly query?: TObject
  /** In a JSON object, in form fields, or in the query where the value is plain. */
  readonly body?: TObject
}

/** An input's parameters of all places together, checked, in wire names. */
export type OperationParams<Input extends OperationInput> = StaticOf<Input['path']> &
  StaticOf<Input['query']> &
  StaticOf<Input['body']>

type StaticOf<Schema> = Schema extends TObject ? Static<Schema> : unknown

/** An access that the gate has allowed: what may be done with it, and what the audit log says of it. */
export interface ResolvedAccess extends Signing {
  readonly credential: Credential
  /** The bucket's own region, where it is another one than the credential's. */
  readonly region: string | undefined
  /** Sentences for the caller. */
  readonly warnings: readonly string[]
  /** Signs a request for the access's own bucket and key. */
  sign(request: Pick<PresignRequest, 'method' | 'query' | 'headers'>): PresignedRequest
  /** Signs a form for the access's own bucket, and its key or key prefix. */
  signForm(
    form: Pick<FormRequest, 'minBytes' | 'maxBytes' | 'contentType' | 'contentTypePrefix' | 'fields'>,
  ): SignedForm
  /**
   * Asks the store, as the credential.
   * @param request about the access's own bucket
   * @throws AppError with the code that S3's error stands for (`s3/store-error.ts`); its cause is the S3Error or S3Unreachable
   */
  call<Result>(request: S3Request<Result>): Promise<Result>
}

/** What an operation may use, beside its parameters. */
export interface OperationContext {
  /** Time of the request, epoch milliseconds. */
  readonly now: number
  /** Whose token asks. */
  readonly accountId: string
  /** The register of multipart uploads. */
  readonly uploads: MultipartRepository
  /**
   * Finds the credential for one of the operation's accesses, and asks S3 about the bucket where that is not known.
   * @throws AppError `no_credential`, `credential_refused`, `invalid_request`, `bucket_not_found` or `access_denied`; of a
   * partial operation `token_not_allowed`, too
   */
  resolveAccess(access: Access): MaybePromise<ResolvedAccess>
  /** What the request's token may do. */
  describeToken(): TokenDescription
  /**
   * Makes a client token that comes from the request's token.
   * @throws AppError `token_not_allowed` when that is a client token itself; `invalid_request` where it would be wider
   */
  issueClientToken(asked: ClientTokenRequest): IssuedClientToken
  /** Reads the account's credentials, for `explain`. @returns finds those of which the token may be told */
  listKnownKeys(): Promise<FindKeys>
}

/** Everything that an operation returns. */
export interface OperationOutput<Result> {
  readonly result: Result
  /** One for each access that was used. */
  readonly signings: readonly Signing[]
  /** The fingerprint of a client token that was made, for its audit event. */
  readonly clientToken?: string
  /** What was refused, of an operation that is partial. */
  readonly refusals?: readonly Refusal[]
  readonly warnings?: readonly string[]
  /** Where the caller wants to be sent, in place of being told the result. */
  readonly redirection?: Redirection
}

/** A redirection to what was signed, for clients that follow it. */
export interface Redirection {
  readonly url: string
  /** For how long the client may go there without asking again. */
  readonly freshSeconds: number
}

/** An access that was refused, while others of the same request were not. */
export interface Refusal {
  readonly access: Access
  readonly error: AppError
}

/** A request and its result as the documents show them, in wire names. AWS's example key has signed it. */
export interface OperationExample<
  Params = Readonly<Record<string, unknown>>,
  Result = Readonly<Record<string, unknown>>,
> {
  /** One line: `Download an object`. */
  readonly summary: string
  /** Of all places together. */
  readonly params: Params
  readonly result: Result
}

/**
 * What an operation does: `none` tells what the gateway itself knows, `sign` hands out what does something later, `read` and
 * `change` ask the store.
 */
export type OperationEffect = 'none' | 'sign' | 'read' | 'change'

/** An S3 operation as data, its parameters and result described by TypeBox schemas in wire names. */
export interface OperationDefinition<Input extends OperationInput, Params, Result extends TObject> {
  /** Name in the documents and of the MCP tool, unique: `signed_url`. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path, with parameters in braces: `/awss3/signed-url`. */
  readonly path: string
  readonly category: string
  readonly effect: OperationEffect
  /** Codes that not every operation can answer with, beside those of its body and of what it asks S3. */
  readonly errors?: readonly ErrorCode[]
  /** One line. */
  readonly summary: string
  /** Markdown. */
  readonly description: string
  /** For a model that has the operation as a tool: when to use it, and what to do with what comes back. */
  readonly usage: string
  readonly input: Input
  readonly result: Result
  /** At least one; the first one's parameters are what the documents fill in. */
  readonly examples: readonly [OperationExample<Params, Static<Result>>, ...OperationExample<Params, Static<Result>>[]]
  /** As how many requests of the token's rate it counts; one, when it does not say. */
  cost?(params: Params): number
  /**
   * Each access is answered by itself: one that the token does not cover refuses not the request, but throws in
   * `resolveAccess`. The operation returns it among its refusals.
   */
  readonly isPartial?: true
  /** A parameter that is not known is refused, and not only warned of: each one narrows what is handed out. */
  readonly isStrict?: true
  /** The operation that can do the same, and more: a model is offered that one only. */
  readonly shortFormOf?: string
  /** Its parameter `redirect` asks for a redirection in place of the result. */
  readonly canRedirect?: true
  /** Everything that it touches. The gate allows each, or what it names as `orElse`, before anything is asked of S3. */
  requires(params: Params): readonly Access[]
  /** @param accesses what `requires` gave, as far as the token covers it, in the same order */
  handle(
    params: Params,
    accesses: readonly Access[],
    context: OperationContext,
  ): MaybePromise<OperationOutput<Static<Result>>>
}

/** An operation of any parameters, as the registry holds it. The gate checks the parameters before they get here. */
export type Operation = OperationDefinition<OperationInput, Record<string, unknown>, TObject>

/** Checks an operation's members against each other's types, and forgets those types for the registry. */
export function defineOperation<Input extends OperationInput, Result extends TObject>(
  definition: OperationDefinition<Input, OperationParams<Input>, Result>,
): Operation {
  return definition as unknown as Operation
}

/** The schemas of all places as one, in this order: path, query, body. */
export function mergeInput({ input }: Pick<Operation, 'input'>): TObject {
  return Type.Object({ ...input.path?.properties, ...input.query?.properties, ...input.body?.properties })
}
