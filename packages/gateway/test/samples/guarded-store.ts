import type { SignedS3Request } from '../../src/s3/s3-client.ts'
import type { S3Response } from '../../src/s3/s3-request.ts'
import { createS3Response } from './s3-response.ts'

/** How a store treats unsigned `x-amz-*` headers, and header names that are signed as absent. */
export interface StoreManners {
  /** Whether it refuses such a header when it is unsigned. */
  refuses(name: string): boolean
  /** Whether it accepts a URL with names that are signed as absent. */
  readonly takesAbsentNames: boolean
  /** Whether it refuses a header whose value differs from the signed one. */
  readonly checksSignatures?: boolean
  /** Its answer to a request with a valid signature; a listing by default. */
  readonly answer?: StoreAnswer
}

/** A store's answer over the wire. */
export interface StoreAnswer {
  readonly status: number
  readonly xml: string
}

/** The error in AWS's words. */
const notSigned = answerError(403, 'AccessDenied', 'There were headers present in the request which were not signed')
const wrongSignature = answerError(403, 'SignatureDoesNotMatch')

/** Makes an error answer of S3. */
export function answerError(status: number, code: string, message = ''): StoreAnswer {
  return { status, xml: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` }
}

/** Answers a listing as a store with these manners does. The only header ever signed is `x-amz-meta-signpost: signed`. */
export function answerWithManners(
  { url, headers = {} }: Pick<SignedS3Request, 'url' | 'headers'>,
  { refuses, takesAbsentNames, checksSignatures = true, answer }: StoreManners,
): StoreAnswer {
  const names = new URL(url).searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? []
  const sent = Object.entries(headers)
  if (!takesAbsentNames && names.some((name) => name !== 'host' && !(name in headers))) return notSigned
  if (sent.some(([name]) => !names.includes(name) && refuses(name))) return notSigned
  const isWrong = sent.some(([name, value]) => names.includes(name) && value !== 'signed')
  if (isWrong && checksSignatures) return wrongSignature
  return answer ?? { status: 200, xml: '<ListBucketResult/>' }
}

/** The same answer, as the S3 client returns it. */
export function respondWithManners(
  request: Pick<SignedS3Request, 'url' | 'headers'>,
  manners: StoreManners,
): S3Response {
  return toS3Response(answerWithManners(request, manners))
}

/** Converts an answer to the form that the S3 client returns. */
export function toS3Response({ status, xml }: StoreAnswer): S3Response {
  return createS3Response(xml, { status })
}

/** The manners of the known stores. */
export const storeManners = {
  aws: { refuses: () => true, takesAbsentNames: false },
  /** Refuses unsigned headers, and accepts names that are signed as absent. */
  sandbox: { refuses: () => true, takesAbsentNames: true },
  ceph: { refuses: () => false, takesAbsentNames: true },
  /** MinIO until the end of 2025. */
  minio: { refuses: (name) => name.startsWith('x-amz-meta-'), takesAbsentNames: false },
  /** A fork that only closed the hole of copies. */
  juice: { refuses: (name) => name.startsWith('x-amz-copy-source'), takesAbsentNames: false },
  open: { refuses: () => false, takesAbsentNames: false },
  /** Accepts any request. */
  anything: { refuses: () => false, takesAbsentNames: true, checksSignatures: false },
} as const satisfies Readonly<Record<string, StoreManners>>
