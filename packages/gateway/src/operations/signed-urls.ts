import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Static, type TObjectOptions, Type } from 'typebox'
import type { Access, Signing } from '../core/access.ts'
import { AppError, type ErrorDetail, toAppError } from '../core/app-error.ts'
import type { MaybePromise } from '../core/maybe-promise.ts'
import { downloadFields } from './download-options.ts'
import { aclParam, bucketParam, keyParam, signingFields } from './object-params.ts'
import { defineOperation, type OperationContext, type Refusal } from './operation.ts'
import {
  type ObjectParams,
  type ObjectType,
  signedUrlResult,
  signObject,
  toObjectAccess,
  typeParam,
} from './sign-object.ts'
import { batchExample } from './signed-urls-examples.ts'
import { uploadFields } from './upload-options.ts'

/** The most entries of a batch. */
const maxEntries = 1000

/** Each entry may ask S3 about a bucket of its own, so half of the connections are left to other requests. */
const entriesAtOnce = 8

/** After this many entries the event loop gets a turn, so that other requests do not wait for all thousand. */
const entriesInOneTurn = 200

/** How many URLs count as one request of the token's rate. */
const urlsPerRequest = 20

// A batch has many URLs, so there is no single one to redirect to.
const { redirect: _, ...fetchFields } = downloadFields

const entryFields = {
  bucket: Type.Optional(bucketParam),
  key_name: Type.Optional(keyParam),
  type: Type.Optional(typeParam),
  acl: Type.Optional(aclParam),
  ...signingFields,
  ...uploadFields,
  ...fetchFields,
}

/** An entry as the client sends it, or the defaults. */
type GivenEntry = Partial<ObjectParams> & { readonly type?: ObjectType }

/** Declares the type explicitly, because the compiler cannot infer so many fields in a list. */
function defineEntry(options?: TObjectOptions) {
  return Type.Unsafe<GivenEntry>(Type.Object(entryFields, options))
}

const body = Type.Object({
  defaults: Type.Optional(defineEntry({ description: 'Parameters of every entry that does not set its own' })),
  requests: Type.Array(defineEntry(), {
    minItems: 1,
    maxItems: maxEntries,
    description: `1 to ${maxEntries} entries, each with the parameters of \`/awss3/signed-url\``,
    'x-rule': `must be a list of 1 to ${maxEntries} objects`,
  }),
})

type BatchParams = Static<typeof body>

/** An entry, its defaults filled in. */
type Entry = ObjectParams & { readonly type: ObjectType }

const { signedUrl, expiresAt, bucket, key, method, headers, warnings } = signedUrlResult.properties

const entryResult = Type.Object({
  signedUrl: Type.Optional(signedUrl),
  expiresAt: Type.Optional(expiresAt),
  bucket,
  key,
  method: Type.Optional(method),
  headers: Type.Optional(headers),
  warnings,
  error: Type.Optional(
    Type.Object(
      {
        code: Type.String({ description: 'A code of the error table' }),
        message: Type.String({ description: 'What is wrong, and what would be right' }),
        status: Type.Integer({ description: 'The HTTP status of this error in a request of its own' }),
        details: Type.Optional(
          Type.Array(Type.Object({ parameter: Type.String(), message: Type.String() }), {
            description: 'Every problem with a parameter',
          }),
        ),
      },
      { description: 'Why there is no URL for this entry; absent when there is one' },
    ),
  ),
})

/** `POST /awss3/signed-urls`: signs up to a thousand URLs in one request. */
export const signedUrls = defineOperation({
  name: 'signed_urls',
  method: 'POST',
  path: '/awss3/signed-urls',
  category: 'Signed URLs',
  effect: 'sign',
  summary: 'Sign up to 1,000 URLs in one request',
  description:
    'Returns a URL for each entry, in the order of the entries. A refused entry has an `error` instead, and the others are signed all the same. The gateway asks S3 about each bucket once, and about no object. Twenty URLs count as one request of the token’s rate.',
  usage:
    'Use it for several files at once, instead of many calls of `signed_url`. Ask for at most 15 in one call, so that the result stays short. Each entry of the result has its own URL or error.',
  input: { body },
  result: Type.Object({
    results: Type.Array(entryResult, { description: 'One result for each entry, in the same order' }),
    signed: Type.Integer({ description: 'How many URLs were signed' }),
    refused: Type.Integer({ description: 'How many entries were refused' }),
    warnings: Type.Optional(
      Type.Array(Type.String(), { description: 'What the caller should know about the request' }),
    ),
  }),
  examples: [batchExample],
  isPartial: true,
  cost: ({ requests }) => Math.ceil(requests.length / urlsPerRequest),
  requires: (params) => toAccesses(listEntries(params)),
  async handle(params, accesses, context) {
    const entries = listEntries(params)
    const outcomes: Outcome[] = []
    // The work before the first entry and after the last one takes as long as the signing, so these get turns of their own.
    const isLong = entries.length > entriesInOneTurn
    if (isLong) await nextTurn()
    for (let start = 0; start < entries.length; start += entriesInOneTurn) {
      const queue = entries.slice(start, start + entriesInOneTurn).entries()
      const work = async () => {
        for (const [offset, entry] of queue) {
          const index = start + offset
          const outcome = signEntry(entry, accesses[index] ?? toAccess(entry), context)
          outcomes[index] = outcome instanceof Promise ? await outcome : outcome
        }
      }
      await Promise.all(Array.from({ length: entriesAtOnce }, work))
      if (isLong) await nextTurn()
    }
    const signings = outcomes.flatMap((outcome) => outcome.signings)
    const refusals = outcomes.flatMap((outcome) => outcome.refusals)
    const results = outcomes.map(({ result }) => result)
    return { result: { results, signed: signings.length, refused: refusals.length }, signings, refusals }
  },
})

/** @throws AppError `invalid_request` with every problem of every entry, each with its place */
function toAccesses(entries: readonly Entry[]): readonly Access[] {
  const details: ErrorDetail[] = []
  const accesses = entries.map((entry, index) => {
    try {
      return toAccess(entry)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.details === undefined) throw thrown
      details.push(...thrown.details.map((detail) => placeDetail(detail, index)))
      return undefined
    }
  })
  if (details.length > 0) throw new AppError('invalid_request', { details })
  return accesses.filter((access) => access !== undefined)
}

function toAccess(entry: Entry): Access {
  return { ...toObjectAccess(entry.type, entry), isBulk: true }
}

/** Turns `bucket` into `requests[17].bucket`, in the message as well. */
function placeDetail({ parameter, message }: ErrorDetail, index: number): ErrorDetail {
  const place = `requests[${index}].${parameter}`
  return { parameter: place, message: message.replace(`\`${parameter}\``, `\`${place}\``) }
}

/** @throws AppError `invalid_request` when neither an entry nor the defaults have a bucket or a key */
function listEntries({ defaults = {}, requests }: BatchParams): readonly Entry[] {
  const details: ErrorDetail[] = []
  const entries = requests.map((request, index): Entry => {
    const entry: Entry = { bucket: '', key_name: '', type: 'get', ...defaults, ...request }
    for (const parameter of ['bucket', 'key_name'] as const) {
      const message = `\`${parameter}\` is required: in the entry, or in \`defaults\``
      if (entry[parameter] === '') details.push(placeDetail({ parameter, message }, index))
    }
    return entry
  })
  if (details.length > 0) throw new AppError('invalid_request', { details })
  return entries
}

/** The outcome of one entry. */
interface Outcome {
  readonly result: Static<typeof entryResult>
  readonly signings: readonly Signing[]
  readonly refusals: readonly Refusal[]
}

/** @throws AppError for a fault of the gateway, which fails the whole batch instead of one entry */
function signEntry(entry: Entry, access: Access, context: OperationContext): MaybePromise<Outcome> {
  const refuse = (thrown: unknown) => toRefusedOutcome(thrown, access)
  try {
    const output = signObject(entry.type, entry, [access], context)
    return output instanceof Promise ? output.then(toOutcome, refuse) : toOutcome(output)
  } catch (thrown) {
    return refuse(thrown)
  }
}

function toOutcome({ result, signings, warnings = [] }: Awaited<ReturnType<typeof signObject>>): Outcome {
  return { result: warnings.length === 0 ? result : { ...result, warnings: [...warnings] }, signings, refusals: [] }
}

function toRefusedOutcome(thrown: unknown, access: Access): Outcome {
  const error = toAppError(thrown)
  if (error.status === 500) throw error
  const { code, message, status, details } = error
  const told = { code, message, status, ...(details === undefined ? {} : { details: [...details] }) }
  const { bucket, key } = access
  return { result: { bucket, key, error: told }, signings: [], refusals: [{ access, error }] }
}
