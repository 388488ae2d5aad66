import type { AskStore } from '../../src/admin/ask-store.ts'
import { createCircuitBreakers } from '../../src/s3/circuit-breaker.ts'
import { createS3Caller } from '../../src/s3/s3-caller.ts'
import type { S3Client, SignedS3Request } from '../../src/s3/s3-client.ts'
import type { S3Response } from '../../src/s3/s3-request.ts'
import { createS3Response } from './s3-response.ts'

/** An answer of a scripted store; by default a success without a body. */
export interface ScriptedAnswer extends Partial<Omit<S3Response, 'body'>> {
  readonly xml?: string
}

/** Answers a request. @param url the parsed URL of the request */
export type StoreScript = (request: SignedS3Request, url: URL) => ScriptedAnswer

/** A store without a network that answers by a test's script. */
export interface ScriptedStore {
  readonly askStore: AskStore
  /** The requests, as in `PUT /my-bucket?cors`. */
  readonly asked: string[]
}

/** The answer to a listing of a bucket. */
const emptyListing = '<ListBucketResult><Name>b</Name></ListBucketResult>'

/** Makes a store that answers every listing with the same text, and other requests by a script. */
export function scriptStore(script: StoreScript, listing = emptyListing, listingStatus = 200): ScriptedStore {
  const asked: string[] = []
  const client: S3Client = {
    async send(request) {
      const url = new URL(request.url)
      const isListing = url.searchParams.has('list-type')
      if (!isListing) asked.push(`${request.method} ${url.pathname}${url.searchParams.has('cors') ? '?cors' : ''}`)
      const { xml = '', ...answer } = isListing ? { xml: listing, status: listingStatus } : script(request, url)
      return createS3Response(xml, answer)
    },
    close: async () => {},
  }
  return {
    asked,
    askStore: (work) => work({ client, caller: createS3Caller(client, createCircuitBreakers(Date.now)) }),
  }
}
