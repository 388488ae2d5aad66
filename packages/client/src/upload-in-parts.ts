import { hashSha256 } from './hash-sha256.ts'
import { createPartUrls, type PartUrls } from './part-urls.ts'
import { sendToStore } from './send-to-store.ts'
import { SignpostError } from './signpost-error.ts'
import { createSteering } from './steering.ts'
import { askWithLength, callForJob, sendUntilDone, type UploadJob, type UploadResult } from './upload-job.ts'

/** An upload that is open at the store, and the source of its URLs. */
interface OpenUpload {
  readonly uploadId: string
  readonly partSize: number
  readonly urls: PartUrls
  /** The numbers of the parts that are complete in the store. */
  readonly done: Set<number>
  readonly warnings?: readonly string[] | undefined
}

/** The most rounds of sending missing parts and completing, if the gateway reports an incomplete upload. */
const mostRounds = 3

/** Sends an object in parts, several at a time. Parts that were sent before a reload are not sent again. */
export async function uploadInParts(job: UploadJob): Promise<UploadResult> {
  const { steering, memory } = job
  let upload: OpenUpload | undefined
  try {
    const found = await reopen(job)
    if (found !== undefined && 'size' in found) {
      memory.forget()
      return found
    }
    upload = found ?? (await begin(job))
    memory.save(upload)
    for (let round = 1; ; round++) {
      await sendParts(job, upload)
      try {
        const result = await complete(job, upload)
        memory.forget()
        return result
      } catch (thrown) {
        const isIncomplete = thrown instanceof SignpostError && thrown.code === 'upload_incomplete'
        if (!isIncomplete || round === mostRounds || job.source.sizeBytes === undefined) throw thrown
        await readDone(job, upload)
      }
    }
  } catch (thrown) {
    if (upload !== undefined && isGone(thrown)) {
      // Another page with the same file may have completed it. The job's own steering may already be stopped, so a new one is used.
      const completed = await findCompleted({ ...job, steering: createSteering() }, upload).catch(() => undefined)
      if (completed !== undefined) {
        memory.forget()
        return completed
      }
    }
    steering.stop(thrown)
    if (upload !== undefined && !isWorthKeeping(thrown, job)) await abort(job, upload)
    throw thrown
  }
}

/** Whether the upload no longer exists. */
function isGone(thrown: unknown): boolean {
  return thrown instanceof SignpostError && (thrown.code === 'upload_not_found' || thrown.s3Code === 'NoSuchUpload')
}

/** Whether a later visit could continue the upload. */
function isWorthKeeping(thrown: unknown, { memory }: UploadJob): boolean {
  if (memory.load() === undefined || !(thrown instanceof SignpostError)) return false
  return thrown.canRetry || thrown.status === 401 || thrown.code.endsWith('_cors')
}

/** Finds the upload that started before a reload, or its result. @returns undefined if neither exists any more */
async function reopen(job: UploadJob): Promise<OpenUpload | UploadResult | undefined> {
  const remembered = job.memory.load()
  if (remembered === undefined) return undefined
  const { uploadId, partSize } = remembered
  const done = new Set<number>()
  const upload = { uploadId, partSize, done, urls: createPartUrls(job, uploadId, listNext(job, { partSize, done })) }
  try {
    await readDone(job, upload)
    return upload
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown
    const completed = await findCompleted(job, upload)
    if (completed === undefined) job.memory.forget()
    else job.progress.set(1, completed.size)
    return completed
  }
}

/** Completes the upload again, which does no harm. The page may have been closed before it received the first answer. */
async function findCompleted(job: UploadJob, upload: OpenUpload): Promise<UploadResult | undefined> {
  try {
    const result = await complete(job, upload)
    return result.size === job.source.sizeBytes ? result : undefined
  } catch (thrown) {
    if (isGone(thrown)) return undefined
    throw thrown
  }
}

/** Reads which parts the store has. Only its own list counts, and parts with a different size or checksum are ignored. */
async function readDone(job: UploadJob, { uploadId, partSize, done }: Omit<OpenUpload, 'urls'>): Promise<void> {
  const { bucket, key } = job.object
  const { parts } = await callForJob(job, 'multipartShow', { uploadId, bucket, key })
  done.clear()
  for (const { partNumber, size, checksums } of parts) {
    if (size !== measurePart(job, partSize, partNumber)) continue
    if (!(await isSame(job, { partNumber, partSize, checksum: checksums?.sha256 }))) continue
    done.add(partNumber)
    job.progress.set(partNumber, size)
  }
}

/** Whether a part in the store belongs to this file, by its checksum if there is one. */
async function isSame(
  { source, checksum: wanted }: UploadJob,
  {
    partNumber,
    partSize,
    checksum,
  }: { readonly partNumber: number; readonly partSize: number; readonly checksum: string | undefined },
): Promise<boolean> {
  if (wanted === undefined) return true
  return checksum === (await hashSha256(await source.read((partNumber - 1) * partSize, partSize)))
}

async function begin(job: UploadJob): Promise<OpenUpload> {
  const { object, source, gateway, retries, partSize: asked, steering } = job
  const { checksumSha256: _, ...others } = object
  const options = { ...others, checksumAlgorithm: job.checksum }
  await steering.run(async () => {})
  // This call is not aborted, because the id of a started upload must be known to abort the upload.
  const begun = await askWithLength(
    'size',
    'size',
    { ...options, size: source.sizeBytes, partSize: asked },
    (withSize) => gateway.call('multipartBegin', withSize, { retries }),
  )
  const { uploadId, partSize, warnings } = begun
  const done = new Set<number>()
  const urls = createPartUrls(job, uploadId, listNext(job, { partSize, done }), begun)
  return { uploadId, partSize, done, urls, warnings }
}

function measurePart({ source }: UploadJob, partSize: number, partNumber: number): number | undefined {
  if (source.sizeBytes === undefined) return undefined
  return Math.min(partSize, source.sizeBytes - (partNumber - 1) * partSize)
}

function countParts({ source }: UploadJob, partSize: number): number {
  // Even an empty object has one part.
  return source.sizeBytes === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(source.sizeBytes / partSize))
}

function listNext(job: UploadJob, { partSize, done }: Pick<OpenUpload, 'partSize' | 'done'>) {
  return (partNumber: number, count: number) => {
    const numbers: number[] = []
    const last = countParts(job, partSize)
    for (let number = partNumber; number <= last && numbers.length < count; number++) {
      if (!done.has(number)) numbers.push(number)
    }
    return numbers
  }
}

/** Sends all parts that are not done. The first failure stops the others. */
async function sendParts(job: UploadJob, upload: OpenUpload): Promise<void> {
  const { source, steering, parallelParts } = job
  const { partSize, done } = upload
  let last = countParts(job, partSize)
  let next = 1
  let reading: Promise<unknown> = Promise.resolve()

  /** Reads the next part. Only one part is read at a time, because a stream is read in order. */
  function take(): Promise<{ readonly partNumber: number; readonly body: Blob } | undefined> {
    const taken = reading.then(async () => {
      while (next <= last && done.has(next)) next++
      if (next > last) return undefined
      const partNumber = next++
      const body = await source.read((partNumber - 1) * partSize, partSize)
      if (body.size > 0 || partNumber === 1) return { partNumber, body }
      // The stream has ended.
      last = partNumber - 1
      return undefined
    })
    reading = taken.catch(() => {})
    return taken
  }

  async function work(): Promise<void> {
    for (let part = await take(); part !== undefined; part = await take()) {
      await sendPart(job, upload, part)
      done.add(part.partNumber)
    }
  }

  const workers = Array.from({ length: parallelParts }, () =>
    work().catch((thrown: unknown) => {
      steering.stop(thrown)
      throw thrown
    }),
  )
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw steering.stopped?.error
}

async function sendPart(
  job: UploadJob,
  { urls }: OpenUpload,
  { partNumber, body }: { readonly partNumber: number; readonly body: Blob },
): Promise<void> {
  const { environment, progress } = job
  const checksum = job.checksum === undefined ? undefined : await hashSha256(body)
  const onSent = (bytes: number) => progress.set(partNumber, bytes)
  await sendUntilDone(
    job,
    (isRefused) => urls.get({ partNumber, checksum }, isRefused),
    async ({ signedUrl: url, method, headers }, signal) => {
      try {
        return await sendToStore({ url, method, headers, body }, { signal, onSent }, environment)
      } catch (thrown) {
        onSent(0)
        throw thrown
      }
    },
  )
  progress.set(partNumber, body.size)
}

async function complete(job: UploadJob, { uploadId, warnings = [] }: OpenUpload): Promise<UploadResult> {
  const { bucket, key } = job.object
  const result = await callForJob(job, 'multipartComplete', { uploadId, bucket, key })
  const { size, etag, versionId } = result
  const all = [...warnings, ...(result.warnings ?? [])]
  return {
    bucket: result.bucket,
    key: result.key,
    size,
    etag,
    versionId,
    ...(all.length === 0 ? {} : { warnings: all }),
  }
}

/** Aborts the upload. If this fails, the gateway does it after some days. */
async function abort({ gateway, memory, object }: UploadJob, { uploadId }: OpenUpload): Promise<void> {
  memory.forget()
  const { bucket, key } = object
  await gateway.call('multipartAbort', { uploadId, bucket, key }, { retries: 1 }).catch(() => {})
}
