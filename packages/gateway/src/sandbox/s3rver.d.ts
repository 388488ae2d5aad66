/** The part of `@20minutes/s3rver` that the sandbox uses; the package has no types of its own. */
declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http'
  import type { PathStore } from './confine-store.ts'
  import type { ListableStore } from './list-objects.ts'

  interface S3rverOptions {
    readonly directory: string
    readonly silent: boolean
    readonly vhostBuckets: boolean
    readonly configureBuckets: readonly { readonly name: string }[]
  }

  interface S3rverContext {
    /** What s3rver's own middleware learns of the request. */
    readonly state: Record<string, unknown>
    status: number
    type: string
    body: string
  }

  /** A Koa application. */
  class S3rver {
    constructor(options: S3rverOptions)
    configureBuckets(): Promise<unknown>
    callback(): RequestListener
    readonly middleware: ((context: S3rverContext, next: () => Promise<void>) => Promise<void>)[]
    readonly store: PathStore & ListableStore
    readonly logger: { close(): void }
  }

  export default S3rver
}
