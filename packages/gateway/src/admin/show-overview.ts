import { Type } from 'typebox'
import type { Credential } from '../core/model.ts'
import { defineAct } from './act.ts'
import { findOwnBucket } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineTime, identityFields } from './fields.ts'
import {
  type Attention,
  attentionReasons,
  describeEndingToken,
  findCredentialAttention,
  noticeMs,
} from './find-attention.ts'

/** How many notices are shown at most. */
const mostAttention = 100

/** One step from an empty installation to an upload. */
interface Step {
  readonly step: 'credential' | 'bucket' | 'cors' | 'token' | 'upload'
  readonly state: 'done' | 'todo' | 'problem'
  readonly message: string
  readonly cure?: string
  readonly credential?: string
  readonly bucket?: string
  readonly act?: 'examine_credential'
  readonly askedAt?: number
}

const optionalText = (description: string) => Type.Optional(Type.String({ description }))

/** Shows an account's progress towards its first upload, and what needs attention. It uses stored answers, and asks no store. */
export const showOverview = defineAct({
  name: 'show_overview',
  summary: 'Show the steps to the first upload, and what needs attention',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({}),
  result: Type.Object({
    isSetUp: Type.Boolean({ description: 'Whether an upload was signed with a credential of a real store' }),
    steps: Type.Array(
      Type.Object({
        step: Type.Enum(['credential', 'bucket', 'cors', 'token', 'upload']),
        state: Type.Enum(['done', 'todo', 'problem']),
        message: Type.String(),
        cure: optionalText('What to do'),
        credential: optionalText('Name of the credential of this step'),
        bucket: optionalText('The bucket of this step'),
        act: Type.Optional(
          Type.Enum(['examine_credential'], { description: 'The act that completes the step, by asking the store' }),
        ),
        askedAt: Type.Optional(defineTime('When the store was asked')),
      }),
      { description: 'Every step, in order' },
    ),
    attention: Type.Array(
      Type.Object({
        kind: Type.Enum(['credential', 'token']),
        ...identityFields,
        state: Type.Enum(['warning', 'bad']),
        reason: Type.Enum([...attentionReasons]),
        message: Type.String(),
        cure: optionalText('What to do'),
        at: Type.Optional(defineTime('When it happened or will happen')),
      }),
      { description: `The worst first; ${mostAttention} at most` },
    ),
    counts: Type.Object({
      credentials: Type.Integer({ description: 'Without those of the sandbox' }),
      tokens: Type.Integer({ description: 'Including revoked and expired ones' }),
      openUploads: Type.Integer(),
    }),
  }),
  async run(
    _,
    dependencies: Needs<'credentials' | 'tokens' | 'uploads' | 'statistics' | 'accountId' | 'ring' | 'clock'>,
  ) {
    const { credentials, tokens, uploads, statistics, accountId, ring, clock } = dependencies
    const now = clock()
    const stored = await credentials.list(accountId)
    const real = stored.filter(({ isSandbox }) => !isSandbox)
    const sandbox = stored.filter(({ isSandbox }) => isSandbox).map(({ id }) => id)
    // The sandbox's token is bound to its credential.
    const good = await tokens.list(accountId, { limit: 20, state: { name: 'active', now } })
    const hasToken = good.some(({ credentialId }) => credentialId === undefined || !sandbox.includes(credentialId))
    const isSetUp = real.length > 0 && (await statistics.hasSignedUpload(accountId, sandbox))
    const ending = await tokens.listExpiring(accountId, { from: now, until: now + noticeMs, limit: mostAttention })
    const attention = [
      ...real.flatMap((credential) => findCredentialAttention(credential, ring, now)),
      ...ending.map(describeEndingToken),
    ]
    return {
      isSetUp,
      steps: listSteps(real, { hasToken, isSetUp }),
      attention: sortWorst(attention).slice(0, mostAttention),
      counts: {
        credentials: real.length,
        tokens: await tokens.count(accountId),
        openUploads: await uploads.countOpen(accountId),
      },
    }
  },
})

function sortWorst(attention: readonly Attention[]): Attention[] {
  return attention.toSorted((one, other) => Number(other.state === 'bad') - Number(one.state === 'bad'))
}

function listSteps(
  real: readonly Credential[],
  { hasToken, isSetUp }: { readonly hasToken: boolean; readonly isSetUp: boolean },
): Step[] {
  const first = real.find(({ isDefault }) => isDefault) ?? real[0]
  const credential: Step =
    first === undefined
      ? {
          step: 'credential',
          state: 'todo',
          message: 'There is no credential of a store yet.',
          cure: 'Store the keys of your S3 store.',
        }
      : {
          step: 'credential',
          state: 'done',
          message: `The credential ${first.name} is stored.`,
          credential: first.name,
        }
  const token: Step = hasToken
    ? { step: 'token', state: 'done', message: 'There is a token.' }
    : {
        step: 'token',
        state: 'todo',
        message: 'There is no token.',
        cure: 'Create one that may upload to your bucket.',
      }
  const upload: Step = isSetUp
    ? { step: 'upload', state: 'done', message: 'An upload was signed.' }
    : {
        step: 'upload',
        state: 'todo',
        message: 'Nothing has been uploaded yet.',
        cure: 'Upload a file with the token.',
      }
  return [credential, findBucketStep(real, first, isSetUp), findCorsStep(real, first), token, upload]
}

/** Finds the stored finding of a check. A good one of any credential takes precedence over a bad one. */
function findRemembered(real: readonly Credential[], check: string) {
  const found = real.flatMap(({ name, examination }) => {
    const finding = examination?.findings.find((one) => one.check === check && one.state !== 'unknown')
    return examination === undefined || finding === undefined ? [] : [{ name, examination, finding }]
  })
  return found.find(({ finding }) => finding.state !== 'bad') ?? found[0]
}

function toStep(
  step: Step['step'],
  { name, examination, finding }: NonNullable<ReturnType<typeof findRemembered>>,
): Step {
  const { message, cure, state } = finding
  const { at: askedAt, bucket } = examination
  return {
    step,
    state: state === 'bad' ? 'problem' : 'done',
    message,
    ...(cure === undefined ? {} : { cure }),
    credential: name,
    ...(bucket === undefined ? {} : { bucket }),
    act: 'examine_credential',
    askedAt,
  }
}

function findBucketStep(real: readonly Credential[], first: Credential | undefined, isSetUp: boolean): Step {
  const remembered = findRemembered(real, 'bucket')
  if (remembered !== undefined) return toStep('bucket', remembered)
  if (isSetUp) return { step: 'bucket', state: 'done', message: 'A request for a bucket was signed.' }
  const cure = first === undefined ? 'Store a credential first.' : 'Name a bucket, and Signpost asks the store.'
  return { step: 'bucket', state: 'todo', message: 'No bucket has been checked yet.', cure, ...describeTarget(first) }
}

function findCorsStep(real: readonly Credential[], first: Credential | undefined): Step {
  const remembered = findRemembered(real, 'cors')
  if (remembered !== undefined) return toStep('cors', remembered)
  const message = 'Whether web pages may upload has not been checked yet. Only uploads from web pages need CORS.'
  const cure =
    first === undefined ? 'Store a credential first.' : 'Name the origin of your pages, and Signpost asks the store.'
  return { step: 'cors', state: 'todo', message, cure, ...describeTarget(first) }
}

/** The credential and the bucket that the dashboard asks the store about. */
function describeTarget(first: Credential | undefined): Partial<Step> {
  if (first === undefined) return {}
  const bucket = first.examination?.bucket ?? findOwnBucket(first)
  return { credential: first.name, ...(bucket === undefined ? {} : { bucket }), act: 'examine_credential' }
}
