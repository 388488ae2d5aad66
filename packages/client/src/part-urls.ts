import type { Operations } from './api.ts'
import { callForJob, type UploadJob } from './upload-job.ts'

/** The signed URLs of parts, and when they end; without a time there are none. */
type SignedParts = Pick<Operations['multipartBegin']['result'], 'parts' | 'expiresAt'>

/** The signed URL of one part. */
export type SignedPart = SignedParts['parts'][number]

/** Which part is sent. */
export interface PartAddress {
  readonly partNumber: number
  /** Its SHA-256, where the store compares that: it is signed. */
  readonly checksum: string | undefined
}

/** Hands out the URLs of parts, and signs them when they are needed. */
export interface PartUrls {
  /** @param isRefused whether the store did not take the last one */
  get(part: PartAddress, isRefused: boolean): Promise<SignedPart>
}

/** So many are signed by one request, and count as one. */
const urlsPerRequest = 20

/** A URL that ends so soon is not used any more. */
const marginMs = 15_000

/**
 * @param listNext the numbers of at most so many parts that are still to be sent, from that one on
 * @param first what came with the answer that began the upload
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

  /** Parts that are sent at the same time share a request. The checksums of others are not known yet. */
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
