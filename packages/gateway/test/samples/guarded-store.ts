import type { SignedS3Request } from '../../src/s3/s3-client.ts'
import type { S3Response } from '../../src/s3/s3-request.ts'
import { createS3Response } from './s3-response.ts'

/** What a store does with an `x-amz-*` header that is not signed, and with a name that is signed as absent. */
export interface StoreManners {
  /** Whether it refuses such a header. */
  refuses(name: string): boolean
  /** Whether it takes a URL with names that are signed as absent. */
  readonly takesAbsentNames: boolean
  /** Whether it minds a header with another value than the signed one. */
  readonly checksSignatures?: boolean
  /** What it says to a request with a good signature; a listing without it. */
  readonly answer?: StoreAnswer
}

/** What a store answers, as it is sent. */
export interface StoreAnswer {
  readonly status: number
  readonly xml: string
}

/** As AWS says it. */
const notSigned = answerError(403, 'AccessDenied', 'There were headers present in the request which were not signed')
const wrongSignature = answerError(403, 'SignatureDoesNotMatch')

/** An error of S3. */
export function answerError(status: number, code: string, message = ''): StoreAnswer {
  return { status, xml: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` }
}

/** What a store of such manners answers to a listing. The only header that is ever signed is `x-amz-meta-signpost: signed`. */
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

/** The same, as the S3 client gives it. */
export function respondWithManners(
  request: Pick<SignedS3Request, 'url' | 'headers'>,
  manners: StoreManners,
): S3Response {
  return toS3Response(answerWithManners(request, manners))
}

/** An answer as the S3 client gives it. */
export function toS3Response({ status, xml }: StoreAnswer): S3Response {
  return createS3Response(xml, { status })
}

/** The stores that are known, by their manners. */
export const storeManners = {
  aws: { refuses: () => true, takesAbsentNames: false },
  /** It refuses what is not signed, and takes absent names, too. */
  sandbox: { refuses: () => true, takesAbsentNames: true },
  ceph: { refuses: () => false, takesAbsentNames: true },
  /** Until the end of 2025. */
  minio: { refuses: (name) => name.startsWith('x-amz-meta-'), takesAbsentNames: false },
  /** A fork that closed the hole of the copies, and that alone. */
  juice: { refuses: (name) => name.startsWith('x-amz-copy-source'), takesAbsentNames: false },
  open: { refuses: () => false, takesAbsentNames: false },
  /** It takes any request. */
  anything: { refuses: () => false, takesAbsentNames: true, checksSignatures: false },
} as const satisfies Readonly<Record<string, StoreManners>>
