import assert from 'node:assert/strict'
import type { Credential, MultipartUpload, Token } from '../../src/core/model.ts'
import { S3Error, S3Unreachable } from '../../src/s3/s3-error.ts'
import type { S3Request } from '../../src/s3/s3-request.ts'
import type { MemoryUploads } from './memory-uploads.ts'
import { createS3Response } from './s3-response.ts'
import { createSampleGate } from './sample-gate.ts'
import { sampleUpload } from './samples.ts'

/** The object of {@link openUpload}, in wire names. */
export const uploadedObject = { bucket: 'my-bucket', key_name: 'videos/intro.mp4' }

/** The address of {@link openUpload}, in wire names. */
export const uploadAddress = { ...uploadedObject, upload_id: '2~a' }

/** An open upload, which accepts parts. */
export function openUpload(fields: Partial<MultipartUpload> = {}): MultipartUpload {
  return sampleUpload({ id: 'upl_1', state: 'open', uploadId: '2~a', ...fields })
}

/** S3's list of parts with these sizes. */
export function listParts(...sizes: readonly number[]) {
  const parts = sizes.map((sizeBytes, index) => ({
    ...{ partNumber: index + 1, sizeBytes },
    ...{ etag: `"${index + 1}"`, checksums: {} },
  }))
  return { parts, nextAfter: undefined }
}

/** Makes an error of S3. */
export function refuse(code: string, status: number): S3Error {
  return new S3Error(createS3Response(`<Error><Code>${code}</Code></Error>`, { status }))
}

/** The error when S3 does not answer within the time limit. */
export const s3Timeout = new S3Unreachable('timed_out', { afterSeconds: 50 })

/** Makes a gate over a register and a store that answers each request by its name. A request without a script fails the test. */
export function createMultipartGate(
  uploads: MemoryUploads,
  answers: Readonly<Record<string, unknown>>,
  credential: Partial<Credential> = {},
  token: Partial<Token> = {},
) {
  const asked: S3Request<unknown>[] = []
  const s3 = {
    async call<Result>(_target: unknown, request: S3Request<Result>) {
      asked.push(request)
      assert.ok(request.name in answers, request.name)
      const answer = answers[request.name]
      if (answer instanceof Error) throw answer
      return answer as Result
    },
  }
  const credentials = [{ id: 'cred_1', isDefault: true, ...credential }]
  return { ...createSampleGate({ token, credentials, dependencies: { uploads, s3 } }), asked, uploads }
}
