import assert from 'node:assert/strict'
import type { Answer } from './document-responses.ts'
import type { Refusal, Signer } from './sign.ts'

/** A part as the gateway signs it or, in the answer of `show`, as S3 has it. */
export interface SignedPart {
  readonly partNumber: number
  readonly size: number
  readonly etag: string
  readonly signedUrl: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly contentLength?: number
}

/** The fields of `data` in the answers of all multipart operations. */
export interface MultipartData {
  readonly uploadId: string
  readonly bucket: string
  readonly key: string
  readonly size?: number
  readonly partSize: number
  readonly partCount?: number
  readonly parts: readonly SignedPart[]
  readonly expiresAt: string
  readonly etag: string
  readonly versionId?: string
  readonly location?: string
  readonly warnings?: readonly string[]
}

/** An answer with either `data` or `error`. */
export interface MultipartAnswer {
  readonly status: number
  readonly data?: MultipartData
  readonly error?: Refusal
}

/** Identifies the upload of a request. */
export type UploadRef = Pick<MultipartData, 'uploadId' | 'bucket' | 'key'>

/** Checks an answer against the documentation. @param target the method, and the path after `/awss3/multipart` */
export type HoldAnswer = (target: string, answer: Answer) => void

/** The client that {@link createMultipartClient} makes. */
export type MultipartClient = ReturnType<typeof createMultipartClient>

/** Makes a client that sends the operations of multipart uploads over HTTP. */
export function createMultipartClient({ url, token }: Signer, hold: HoldAnswer = () => {}) {
  async function ask(method: string, path: string, { query = {}, body = undefined as unknown } = {}) {
    const search = new URLSearchParams(query).toString()
    const response = await fetch(`${url}/awss3/multipart${path}${search === '' ? '' : `?${search}`}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answered = (await response.json()) as object
    hold(`${method} ${path}`, { status: response.status, headers: response.headers, body: answered })
    return { status: response.status, ...answered } as MultipartAnswer
  }
  const pathOf = ({ uploadId }: UploadRef) => `/${encodeURIComponent(uploadId)}`
  const queryOf = ({ bucket, key }: UploadRef) => ({ bucket, key_name: key })
  return {
    begin: (params: object) => ask('POST', '', { body: params }),
    sign: (ref: UploadRef, partNumbers: string, query = {}) =>
      ask('GET', `${pathOf(ref)}/parts`, { query: { ...queryOf(ref), part_numbers: partNumbers, ...query } }),
    show: (ref: UploadRef) => ask('GET', pathOf(ref), { query: queryOf(ref) }),
    complete: (ref: UploadRef, parts?: readonly { readonly part_number: number; readonly etag: string }[]) =>
      ask('POST', `${pathOf(ref)}/complete`, { body: { ...queryOf(ref), ...(parts === undefined ? {} : { parts }) } }),
    abort: (ref: UploadRef) => ask('DELETE', pathOf(ref), { query: queryOf(ref) }),
  }
}

/** The `data` of a successful answer. */
export function dataOf({ status, data, error }: MultipartAnswer): MultipartData {
  assert.equal(status, 200, JSON.stringify(error))
  return data ?? assert.fail()
}

/** Sends a part to S3. @returns status and ETag */
export async function sendPart({ signedUrl, method, headers }: SignedPart, body: Uint8Array<ArrayBuffer>) {
  // fetch sets the length itself.
  const { 'content-length': _length, ...others } = headers
  const response = await fetch(signedUrl, { method, headers: others, body })
  return { status: response.status, etag: response.headers.get('etag') ?? '', text: await response.text() }
}
