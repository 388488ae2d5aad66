import { exampleBucket } from '../gateway/example-credential.ts'

/** The JSON of a batch, in the form that `POST /awss3/signed-urls` accepts. */
export interface BatchBody {
  readonly defaults: { readonly bucket: string; readonly type: 'get'; readonly expires_in: number }
  readonly requests: readonly { readonly key_name: string }[]
}

/** Creates a batch of a number of URLs, each for a different key. */
export function createBatchBody(urls: number): BatchBody {
  return {
    defaults: { bucket: exampleBucket, type: 'get', expires_in: 300 },
    requests: Array.from({ length: urls }, (_, index) => ({ key_name: `pdfs/2026/report-${index}.pdf` })),
  }
}
