import { createHash, randomBytes } from 'node:crypto'
import { PresignError } from '@signpost/presign'
import type { Clock } from '../core/clock.ts'
import type { StoreFeature } from '../core/preset.ts'
import type { S3Target } from '../s3/s3-caller.ts'
import { callExpiresInSeconds } from '../s3/s3-caller.ts'
import type { S3Client } from '../s3/s3-client.ts'
import { findErrorCode } from '../s3/s3-error.ts'
import type { S3Response } from '../s3/s3-request.ts'
import type { AskStore } from './ask-store.ts'

/** Where a trial may write. */
export interface TrialPlace {
  readonly bucket: string
  /** The prefix of its objects' keys. */
  readonly prefix: string
}

/** What a store did with one feature. */
export interface FeatureTrial {
  readonly feature: StoreFeature
  /** Whether the store enforces what was signed, or stores it with the object. */
  readonly isHeld: boolean
  /** Whether the credential's signature version can sign it. If not, the store was not asked. */
  readonly isSigned: boolean
  /** The store's answer to a request that deviates from what was signed: `403 SignatureDoesNotMatch`. */
  readonly observed: string
}

/** The result of a trial. */
export interface StoreTrial {
  /** Why nothing was tested; undefined if the trial took place. */
  readonly problem?: string
  readonly features: readonly FeatureTrial[]
  /** Keys of objects that could not be deleted again. */
  readonly left: readonly string[]
}

/**
 * Tests on the live store which features of uploads it supports. It writes a few objects of some bytes, and deletes them again.
 * @throws S3Unreachable
 */
export type TryStore = (target: S3Target, place: TrialPlace, onStep?: OnTrialStep) => Promise<StoreTrial>

/** Is called before each step. If it throws, the trial deletes its objects and ends. */
export type OnTrialStep = (done: number, total: number) => void

const timeoutMs = 10_000
const maxBodyBytes = 64 * 1024
const text = 'signpost'
const other = 'another text'
const digest = (algorithm: string) => createHash(algorithm).update(text).digest('base64')

/** A request whose body or header differs from what was signed. */
interface Deviation {
  readonly feature: StoreFeature
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly sent?: Readonly<Record<string, string>>
}

const deviations: readonly Deviation[] = [
  { feature: 'content_type', headers: { 'content-type': 'text/plain' }, sent: { 'content-type': 'text/html' } },
  { feature: 'content_length', headers: { 'content-length': String(text.length) }, body: other },
  { feature: 'content_md5', headers: { 'content-md5': digest('md5') }, body: other },
  { feature: 'checksum', headers: { 'x-amz-checksum-sha256': digest('sha256') }, body: other },
  { feature: 'if_none_match', headers: { 'if-none-match': '*' }, body: other },
]

/** Headers of an upload, and the header in which each comes back with the object. */
const kept = [
  ['metadata', { 'x-amz-meta-signpost': 'test' }, ['x-amz-meta-signpost', 'test']],
  ['object_headers', { 'cache-control': 'max-age=60' }, ['cache-control', 'max-age=60']],
  ['tags', { 'x-amz-tagging': 'signpost=test' }, ['x-amz-tagging-count', '1']],
] as const satisfies readonly (readonly [StoreFeature, Readonly<Record<string, string>>, readonly [string, string]])[]

/** Creates the trial. */
export function createStoreTrial(askStore: AskStore, clock: Clock): TryStore {
  return (target, place, onStep) => askStore(({ client }) => run(target, place, { client, clock, onStep }))
}

interface TrialTools {
  readonly client: S3Client
  readonly clock: Clock
  readonly onStep: OnTrialStep | undefined
}

async function run(target: S3Target, { bucket, prefix }: TrialPlace, { client, clock, onStep }: TrialTools) {
  const key = `${prefix}signpost-test-${randomBytes(8).toString('hex')}`
  const written = new Set<string | undefined>()
  let region: string | undefined

  async function send(
    method: 'PUT' | 'HEAD' | 'DELETE',
    { headers = {}, sent = {}, body }: Partial<Deviation>,
    versionId?: string,
  ) {
    const signed = target.probePresigner().presign({
      ...{ method, bucket, key, headers, signedAt: clock(), expiresInSeconds: callExpiresInSeconds },
      ...(versionId === undefined ? {} : { query: { versionId } }),
      ...(region === undefined ? {} : { region }),
    })
    // The client library sets the actual length of the body.
    const { 'content-length': _, ...listed } = signed.headers
    const response = await client.send({
      method,
      url: signed.url,
      headers: { ...listed, ...sent },
      body,
      timeoutMs,
      maxBodyBytes,
    })
    if (method === 'PUT' && response.status < 300) written.add(response.headers['x-amz-version-id'])
    return response
  }

  async function deviate(deviation: Deviation): Promise<FeatureTrial> {
    const { feature, body = text } = deviation
    try {
      const response = await send('PUT', { ...deviation, body })
      return {
        feature,
        isHeld: response.status >= 400 && response.status < 500,
        isSigned: true,
        observed: describe(response),
      }
    } catch (error) {
      if (!(error instanceof PresignError)) throw error
      return {
        feature,
        isHeld: false,
        isSigned: false,
        observed: 'the credential’s signature version does not sign it',
      }
    }
  }

  const features: FeatureTrial[] = []
  try {
    let first = await send('PUT', { body: text })
    if (first.status >= 300 && first.bucketRegion !== undefined) {
      region = first.bucketRegion
      first = await send('PUT', { body: text })
    }
    if (first.status >= 300)
      return { problem: `the store answered an upload with ${describe(first)}`, features, left: [] }
    for (const deviation of deviations) {
      onStep?.(features.length, deviations.length + kept.length)
      features.push(await deviate(deviation))
    }
    for (const [feature, headers, [name, value]] of kept) {
      onStep?.(features.length, deviations.length + kept.length)
      const upload = await deviate({ feature, headers })
      const { headers: found } = await send('HEAD', {})
      const isKept = found[name] === value
      features.push({
        feature,
        isHeld: isKept,
        isSigned: upload.isSigned,
        observed: isKept ? `${name}: ${value}` : upload.observed,
      })
    }
  } finally {
    for (const version of written) {
      const { status } = await send('DELETE', {}, version === 'null' ? undefined : version)
      if (status < 300 || status === 404) written.delete(version)
    }
  }
  return { features, left: written.size === 0 ? [] : [key] }
}

function describe(response: S3Response): string {
  const code = findErrorCode(response)
  return code === undefined ? String(response.status) : `${response.status} ${code}`
}
