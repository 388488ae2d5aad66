import type { Static, TObject } from 'typebox'
import type { BucketCheck } from '../s3/bucket-check.ts'
import type { Scope } from '../tokens/allow-rule.ts'
import type { VerifiedToken } from '../tokens/token-verifier.ts'
import type { SigningCredentials } from '../vault/signing-credentials.ts'

/** What the gate knows of a request before the operation runs: the object, the action, and what narrows a token. */
export interface OperationScope extends Scope {
  /** The ACL asked for; undefined when none was, or when it does not apply. */
  readonly acl: string | undefined
  /** The lifetime asked for; undefined when it was left to the default. */
  readonly expiresInSeconds: number | undefined
  /** The credential asked for by name. */
  readonly credentialName: string | undefined
}

/** What an operation may use, beside its parameters. */
export interface OperationContext {
  /** Time of the request, epoch milliseconds. */
  readonly now: number
  readonly token: VerifiedToken
  readonly credentials: SigningCredentials
  readonly buckets: BucketCheck
  /** Tells the audit event which credential signs, and for how long. */
  noteSigning(credentialId: string, expiresInSeconds: number): void
  /** Adds a sentence to the answer's `warnings`. */
  warn(message: string): void
}

/** The operation's parts that hold no types of its own: what the registry, the documents and the routes need. */
export interface OperationFacts {
  /** Name in the documents and of the MCP tool, unique: `signed_url`. */
  readonly name: string
  readonly method: 'GET'
  /** Path, with parameters in braces: `/awss3/signed-url`. */
  readonly path: string
  readonly category: string
  /** One line. */
  readonly summary: string
  /** Markdown. */
  readonly description: string
}

/** A request and its answer as the documents show them, in wire names. Signed with the example key of AWS's documentation. */
export interface OperationExample<
  Params = Readonly<Record<string, unknown>>,
  Result = Readonly<Record<string, unknown>>,
> {
  /** One line: `Download an object`. */
  readonly summary: string
  readonly params: Params
  readonly result: Result
}

/** An S3 operation as data, its parameters and result described by TypeBox schemas in wire names. */
export interface OperationDefinition<Params extends TObject, Result extends TObject> extends OperationFacts {
  readonly params: Params
  readonly result: Result
  /** At least one; the first one's parameters are what the documents fill in. */
  readonly examples: readonly [
    OperationExample<Static<Params>, Static<Result>>,
    ...OperationExample<Static<Params>, Static<Result>>[],
  ]
  scope(params: Static<Params>): OperationScope
  handle(params: Static<Params>, context: OperationContext): Promise<Static<Result>>
}

/** An operation of any parameters, as the registry holds it. The gate validates the parameters before they get here. */
export type Operation = OperationDefinition<TObject, TObject>

/** Checks an operation's parts against each other's types, and forgets those types for the registry. */
export function defineOperation<Params extends TObject, Result extends TObject>(
  definition: OperationDefinition<Params, Result>,
): Operation {
  return definition as unknown as Operation
}
