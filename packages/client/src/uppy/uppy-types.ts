/** What Uppy tells of a file, as far as it is used (`UppyFile` of `@uppy/core`). */
export interface UppyFile {
  readonly name?: string | undefined
  readonly type?: string | undefined
  /** In bytes; null of a file whose size nobody knows. */
  readonly size?: number | null | undefined
}

/** What `@uppy/aws-s3` 6 wants to ask of S3 (`PresignableRequest`). */
export interface UppyRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly key: string
  readonly uploadId?: string
  readonly partNumber?: number
  readonly contentType?: string
}

/** What it sends then (`PresignedResponse`). */
export interface UppySigned {
  url: string
  key?: string
  headers?: Record<string, string>
}

/** Options of `@uppy/aws-s3` 6. */
export interface UppyPluginOptions {
  shouldUseMultipart(file: UppyFile): boolean
  getChunkSize(file: { readonly size: number }): number
  generateObjectKey(file: UppyFile): string
  signRequest(request: UppyRequest): Promise<UppySigned>
}
