import type { Operations } from './api.ts'
import { callForJob, type UploadJob } from './upload-job.ts'

/** The signed URLs of parts, and when they expire. Without a time there are no URLs. */
type SignedParts = Pick<Operations['multipartBegin']['result'], 'parts' | 'expiresAt'>

/** The signed URL of one part. */
export type SignedPart = SignedParts['parts'][number]

/** The part to send. */
export interface PartAddress {
  readonly partNumber: number
  /** The SHA-256 of the part, if the store checks it. It is signed. */
  readonly checksum: string | undefined
}

/** Provides the URLs of parts, and signs them when they are needed. */
export interface PartUrls {
  /** @param isRefused whether the store refused the previous URL of this part */
  get(part: PartAddress, isRefused: boolean): Promise<SignedPart>
}

/** One request signs this many URLs, and counts as one request. */
const urlsPerRequest = 20

/** A URL that expires within this time is no longer used. */
const marginMs = 15_000

/**
 * Creates the source of a multipart upload's URLs.
 * @param listNext lists at most `count` parts that still have to be sent, starting with `partNumber`
 * @param first the URLs in the answer that started the upload
 */
export function createPartUrls(
  job: UploadJob,
  uploadId: string,
  listNext: (partNumber: number, count: number) => readonly number[],
  first?: SignedParts,
): PartUrls {
  const { gateway, environment, object } = job
  const { bucket, key, expiresIn } = object
  const known = new Map<number, { readonly part: SignedPart; readonly endsAt: number }>()
  const asked = new Map<number, Promise<void>>()
  if (first !== undefined) keep(first)

  function keep({ parts, expiresAt = '' }: SignedParts): void {
    const endsAt = gateway.toLocalTime(expiresAt) - marginMs
    for (const part of parts) known.set(part.partNumber, { part, endsAt })
  }

  async function sign(numbers: readonly number[], checksums?: Readonly<Record<string, string>>): Promise<void> {
    const partNumbers = numbers.join(',')
    keep(await callForJob(job, 'multipartParts', { uploadId, bucket, key, partNumbers, checksums, expiresIn }))
  }

  /** Requests URLs. Parts that are sent at the same time share a request, except with checksums, because those of later parts are unknown. */
  function ask({ partNumber, checksum }: PartAddress): Promise<void> {
    if (checksum !== undefined) return sign([partNumber], { [partNumber]: checksum })
    const numbers = [...new Set([partNumber, ...listNext(partNumber, urlsPerRequest)])]
    const signing = sign(numbers).finally(() => {
      for (const number of numbers) if (asked.get(number) === signing) asked.delete(number)
    })
    for (const number of numbers) asked.set(number, signing)
    return signing
  }

  return {
    async get(part, isRefused) {
      const { partNumber } = part
      if (isRefused) known.delete(partNumber)
      const entry = known.get(partNumber)
      if (entry !== undefined && environment.now() < entry.endsAt) return entry.part
      await (asked.get(partNumber) ?? ask(part))
      const signed = known.get(partNumber)
      if (signed === undefined) throw new Error(`The gateway has not signed part ${partNumber}`)
      return signed.part
    },
  }
}
