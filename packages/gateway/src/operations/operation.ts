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

/** The places in which parameters are sent. Each name belongs to one place only. */
export interface OperationInput {
  /** In the path of the new URL format, in the query of the old one. */
  readonly path?: TObject
  readonly query?: TObject
  /** In a JSON object, in form fields, or in the query if the value is plain. */
  readonly body?: TObject
}

/** The checked parameters of all places together, in wire names. */
export type OperationParams<Input extends OperationInput> = StaticOf<Input['path']> &
  StaticOf<Input['query']> &
  StaticOf<Input['body']>

type StaticOf<Schema> = Schema extends TObject ? Static<Schema> : unknown

/** An access that the gate has allowed: what an operation can do with it, and what the audit log records of it. */
export interface ResolvedAccess extends Signing {
  readonly credential: Credential
  /** The bucket's own region, if it differs from the credential's. */
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
   * Sends a request to the store with the credential.
   * @param request concerns the access's own bucket
   * @throws AppError with the code that S3's error stands for (`s3/store-error.ts`); its cause is the S3Error or S3Unreachable
   */
  call<Result>(request: S3Request<Result>): Promise<Result>
}

/** What an operation may use besides its parameters. */
export interface OperationContext {
  /** Time of the request, epoch milliseconds. */
  readonly now: number
  /** The account of the request's token. */
  readonly accountId: string
  /** The register of multipart uploads. */
  readonly uploads: MultipartRepository
  /**
   * Finds the credential for one of the operation's accesses, and asks S3 about the bucket if the bucket is unknown.
   * @throws AppError `no_credential`, `credential_refused`, `invalid_request`, `bucket_not_found` or `access_denied`; in a
   * partial operation also `token_not_allowed`
   */
  resolveAccess(access: Access): MaybePromise<ResolvedAccess>
  /** Describes what the request's token may do. */
  describeToken(): TokenDescription
  /**
   * Makes a client token from the request's token.
   * @throws AppError `token_not_allowed` when the request's token is itself a client token; `invalid_request` when the new
   * token would be wider
   */
  issueClientToken(asked: ClientTokenRequest): IssuedClientToken
  /** Reads the account's credentials, for `explain`. @returns a function that finds those that the token may know about */
  listKnownKeys(): Promise<FindKeys>
}

/** Everything that an operation returns. */
export interface OperationOutput<Result> {
  readonly result: Result
  /** One for each access that was used. */
  readonly signings: readonly Signing[]
  /** The fingerprint of a client token that was made, for its audit event. */
  readonly clientToken?: string
  /** The refused accesses of a partial operation. */
  readonly refusals?: readonly Refusal[]
  readonly warnings?: readonly string[]
  /** Where to redirect a caller who asked for that instead of the result. */
  readonly redirection?: Redirection
}

/** A redirect to the signed URL, for clients that follow it. */
export interface Redirection {
  readonly url: string
  /** How long the client may reuse the redirect without a new request. */
  readonly freshSeconds: number
}

/** An access that was refused, while others of the same request were not. */
export interface Refusal {
  readonly access: Access
  readonly error: AppError
}

/** A request and its result for the documents, in wire names, signed with AWS's example key. */
export interface OperationExample<
  Params = Readonly<Record<string, unknown>>,
  Result = Readonly<Record<string, unknown>>,
> {
  /** One line: `Download an object`. */
  readonly summary: string
  /** The parameters of all places together. */
  readonly params: Params
  readonly result: Result
}

/**
 * What an operation does: `none` returns what the gateway itself knows, `sign` hands out something to use later, `read` and
 * `change` send requests to the store.
 */
export type OperationEffect = 'none' | 'sign' | 'read' | 'change'

/** An S3 operation as data. TypeBox schemas describe its parameters and its result, in wire names. */
export interface OperationDefinition<Input extends OperationInput, Params, Result extends TObject> {
  /** Unique name, in the documents and of the MCP tool: `signed_url`. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Path, with parameters in braces: `/awss3/signed-url`. */
  readonly path: string
  readonly category: string
  readonly effect: OperationEffect
  /** Further error codes that not every operation can answer with; those of a body and of requests to S3 are implied. */
  readonly errors?: readonly ErrorCode[]
  /** One line. */
  readonly summary: string
  /** Markdown. */
  readonly description: string
  /** For a model that uses the operation as a tool: when to use it, and what to do with the result. */
  readonly usage: string
  readonly input: Input
  readonly result: Result
  /** At least one. The documents fill in the parameters of the first one. */
  readonly examples: readonly [OperationExample<Params, Static<Result>>, ...OperationExample<Params, Static<Result>>[]]
  /** How many requests of the token's rate it counts as; one by default. */
  cost?(params: Params): number
  /**
   * Each access has a result of its own. One that the token does not cover does not refuse the whole request: it throws in
   * `resolveAccess`, and the operation returns it among its refusals.
   */
  readonly isPartial?: true
  /** An unknown parameter is an error instead of a warning, because every parameter restricts what is handed out. */
  readonly isStrict?: true
  /** The operation that can do the same and more. A model is offered only that one. */
  readonly shortFormOf?: string
  /** Its parameter `redirect` asks for a redirect instead of the result. */
  readonly canRedirect?: true
  /** Every access that the operation needs. The gate allows each of them, or its `orElse`, before S3 gets any request. */
  requires(params: Params): readonly Access[]
  /** @param accesses the accesses of `requires` that the token covers, in the same order */
  handle(
    params: Params,
    accesses: readonly Access[],
    context: OperationContext,
  ): MaybePromise<OperationOutput<Static<Result>>>
}

/** An operation of any parameters, as the registry holds it. The gate checks the parameters before they get here. */
export type Operation = OperationDefinition<OperationInput, Record<string, unknown>, TObject>

/** Lets the compiler check the members of an operation against each other, and then drops their exact types for the registry. */
export function defineOperation<Input extends OperationInput, Result extends TObject>(
  definition: OperationDefinition<Input, OperationParams<Input>, Result>,
): Operation {
  return definition as unknown as Operation
}

/** Merges the schemas of all places, in this order: path, query, body. */
export function mergeInput({ input }: Pick<Operation, 'input'>): TObject {
  return Type.Object({ ...input.path?.properties, ...input.query?.properties, ...input.body?.properties })
}
