/** The parts of Uppy's file that the client uses (`UppyFile` of `@uppy/core`). */
export interface UppyFile {
  readonly name?: string | undefined
  readonly type?: string | undefined
  /** The size in bytes; null if it is unknown. */
  readonly size?: number | null | undefined
}

/** A request that `@uppy/aws-s3` 6 wants to send to S3 (`PresignableRequest`). */
export interface UppyRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly key: string
  readonly uploadId?: string
  readonly partNumber?: number
  readonly contentType?: string
}

/** The signed request that it sends (`PresignedResponse`). */
export interface UppySigned {
  url: string
  key?: string
  headers?: Record<string, string>
}

/** The options of `@uppy/aws-s3` 6. */
export interface UppyPluginOptions {
  shouldUseMultipart(file: UppyFile): boolean
  getChunkSize(file: { readonly size: number }): number
  generateObjectKey(file: UppyFile): string
  signRequest(request: UppyRequest): Promise<UppySigned>
}
