import { findWideBucketProblem } from '@signpost/presign'
import { type Static, Type } from 'typebox'
import { actions } from '../core/actions.ts'
import { defineText } from '../core/define-text.ts'
import type { Credential } from '../core/model.ts'
import { findOriginProblem } from '../core/origin.ts'
import { findStoreBucketProblem, findStoreLack } from '../core/preset.ts'
import type { SigningCredential } from '../vault/signing-credentials.ts'
import type { Reading } from './act.ts'
import { createFieldError } from './check-input.ts'
import { findCredential, findOwnBucket, openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'

/** The methods that web pages use on a store with a signed URL. */
export const pageMethods = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE'] as const

export type PageMethod = (typeof pageMethods)[number]

/** The input of an act on the CORS rules of a bucket. */
export const corsFields = {
  name: defineName('Name of the credential'),
  bucket: Type.Optional(
    defineText(
      { description: 'The bucket; by default the first bucket that the credential names' },
      findWideBucketProblem,
    ),
  ),
  origin: defineText({ description: 'Origin of the web pages: https://app.example.com' }, findOriginProblem),
  methods: Type.Optional(
    Type.Array(
      Type.Enum([...pageMethods], {
        description: 'A method that the pages use; by default those of uploads and downloads',
      }),
      {
        description: 'Methods that the pages use; by default those of uploads and downloads',
        minItems: 1,
        uniqueItems: true,
      },
    ),
  ),
  headers: Type.Optional(
    Type.Array(
      Type.String({
        description:
          'A header that the pages send besides content-type: x-amz-meta-name, or x-amz-meta-* for all with this prefix',
        pattern: "^(?=.{1,100}$)[a-z0-9!#$%&'^_`|~+.-]+\\*?$",
        'x-rule':
          'must be the name of a header in lowercase; with a * at its end it stands for every name with that prefix',
      }),
      { description: 'Headers that the pages send besides content-type', maxItems: 50, uniqueItems: true },
    ),
  ),
}

const corsInput = Type.Object(corsFields)

/** The result of a browser's preflights. */
export const corsReport = Type.Object({
  name: Type.String(),
  bucket: Type.String(),
  origin: Type.String(),
  asked: Type.String({ description: 'Origin of the store that was asked' }),
  status: Type.Enum(['allowed', 'refused']),
  explanation: Type.String({ description: 'What pages may do, what is missing, and what to do about it' }),
  methods: Type.Array(
    Type.Object({
      method: Type.String(),
      isAllowed: Type.Boolean(),
      observed: Type.String({ description: 'What the store answered to the preflight' }),
      missingHeaders: Type.Array(Type.String(), { description: 'Headers that it does not allow with this method' }),
    }),
  ),
  exposesEtag: Type.Enum(['yes', 'no', 'unknown'], {
    description: 'Whether pages may read the ETag of what they upload',
  }),
})

export type CorsReport = Reading<Static<typeof corsReport>>

/** What the web pages of an origin need from a bucket. */
export interface PageNeed {
  readonly bucket: string
  readonly origin: string
  readonly methods: readonly PageMethod[]
  /** Names in lowercase. A name with a `*` at its end stands for every name with that prefix. */
  readonly headers: readonly string[]
}

/** A question to a store: the need, and the credential to ask with. */
export interface CorsQuestion {
  readonly target: SigningCredential
  readonly need: PageNeed
}

/**
 * Opens the credential of a question, and fills in the fields that the question leaves out.
 * @throws AppError `credential_not_found`, `secret_unreadable`; `invalid_request` if no bucket is known
 */
export async function openCorsQuestion(
  { name, origin, headers = [], ...input }: Static<typeof corsInput>,
  dependencies: Needs<'credentials' | 'accountId' | 'ring'>,
): Promise<CorsQuestion> {
  const credential = await findCredential(name, dependencies)
  const { bucket = findOwnBucket(credential), methods = listPageMethods(credential) } = input
  if (bucket === undefined) throw createFieldError('bucket', 'is required: the credential names no single bucket')
  const problem = findStoreBucketProblem(credential, bucket)
  if (problem !== undefined) throw createFieldError('bucket', problem)
  if (methods.length === 0)
    throw createFieldError('methods', 'is required: the credential neither uploads nor downloads')
  const sent = methods.includes('PUT')
    ? ['content-type', ...headers.filter((header) => header !== 'content-type')]
    : headers
  return { target: openCredential(credential, dependencies.ring), need: { bucket, origin, methods, headers: sent } }
}

/** The methods of each action. */
const methodsByAction = { upload: ['PUT', 'POST'], download: ['GET', 'HEAD'], list: [], delete: ['DELETE'] } as const

/** The methods that web pages need by default: those of uploads and downloads, as far as the credential and its store allow them. */
export function listPageMethods({ preset, actions: own }: Credential): readonly PageMethod[] {
  const used = own ?? actions.filter((action) => action === 'upload' || action === 'download')
  const hasForms = findStoreLack(preset, 'post_form') === undefined
  const methods = used.flatMap((action): readonly PageMethod[] => methodsByAction[action])
  return methods.filter((method) => method !== 'POST' || hasForms)
}
