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

/** What pages send to a store with a signed URL. */
export const pageMethods = ['PUT', 'POST', 'GET', 'HEAD', 'DELETE'] as const

export type PageMethod = (typeof pageMethods)[number]

/** What an act about the CORS of a bucket is asked. */
export const corsFields = {
  name: defineName('Name of the credential'),
  bucket: Type.Optional(
    defineText({ description: 'The bucket; without it, the first that the credential is for' }, findWideBucketProblem),
  ),
  origin: defineText({ description: 'Origin of the pages: https://app.example.com' }, findOriginProblem),
  methods: Type.Optional(
    Type.Array(
      Type.Enum([...pageMethods], {
        description: 'A method that the pages use; without any, those of uploads and downloads',
      }),
      {
        description: 'Methods that the pages use; without any, those of uploads and downloads',
        minItems: 1,
        uniqueItems: true,
      },
    ),
  ),
  headers: Type.Optional(
    Type.Array(
      Type.String({
        description:
          'A header that the pages send beside content-type: x-amz-meta-name, or x-amz-meta-* for all of these',
        pattern: "^(?=.{1,100}$)[a-z0-9!#$%&'^_`|~+.-]+\\*?$",
        'x-rule': 'must be the name of a header in lowercase, with a * at its end for all that begin so',
      }),
      { description: 'Headers that the pages send beside content-type', maxItems: 50, uniqueItems: true },
    ),
  ),
}

const corsInput = Type.Object(corsFields)

/** What a browser's questions came to. */
export const corsReport = Type.Object({
  name: Type.String(),
  bucket: Type.String(),
  origin: Type.String(),
  asked: Type.String({ description: 'Origin of the store, as it was asked' }),
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

/** What pages of an origin want of a bucket. */
export interface PageNeed {
  readonly bucket: string
  readonly origin: string
  readonly methods: readonly PageMethod[]
  /** Names in lowercase; one with a `*` at its end stands for all that begin so. */
  readonly headers: readonly string[]
}

/** What is asked, and with which credential. */
export interface CorsQuestion {
  readonly target: SigningCredential
  readonly need: PageNeed
}

/**
 * Opens the credential of a question, and fills in what the question leaves out.
 * @throws AppError `credential_not_found`, `secret_unreadable`; `invalid_request` when no bucket is known
 */
export async function openCorsQuestion(
  { name, origin, headers = [], ...input }: Static<typeof corsInput>,
  dependencies: Needs<'credentials' | 'accountId' | 'ring'>,
): Promise<CorsQuestion> {
  const credential = await findCredential(name, dependencies)
  const { bucket = findOwnBucket(credential), methods = listPageMethods(credential) } = input
  if (bucket === undefined) throw createFieldError('bucket', 'is required: the credential is for no bucket by its name')
  const problem = findStoreBucketProblem(credential, bucket)
  if (problem !== undefined) throw createFieldError('bucket', problem)
  if (methods.length === 0)
    throw createFieldError('methods', 'is required: the credential neither uploads nor downloads')
  const sent = methods.includes('PUT')
    ? ['content-type', ...headers.filter((header) => header !== 'content-type')]
    : headers
  return { target: openCredential(credential, dependencies.ring), need: { bucket, origin, methods, headers: sent } }
}

/** The methods of one action. */
const methodsByAction = { upload: ['PUT', 'POST'], download: ['GET', 'HEAD'], list: [], delete: ['DELETE'] } as const

/** What the pages need when nobody says it: uploads and downloads, as far as credential and store do them. */
export function listPageMethods({ preset, actions: own }: Credential): readonly PageMethod[] {
  const used = own ?? actions.filter((action) => action === 'upload' || action === 'download')
  const hasForms = findStoreLack(preset, 'post_form') === undefined
  const methods = used.flatMap((action): readonly PageMethod[] => methodsByAction[action])
  return methods.filter((method) => method !== 'POST' || hasForms)
}
