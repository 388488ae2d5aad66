import { exampleBucket } from '../gateway/example-credential.ts'

/** A batch as its JSON says it, and as `POST /awss3/signed-urls` takes it. */
export interface BatchBody {
  readonly defaults: { readonly bucket: string; readonly type: 'get'; readonly expires_in: number }
  readonly requests: readonly { readonly key_name: string }[]
}

/** So many URLs, each for a key of its own. */
export function createBatchBody(urls: number): BatchBody {
  return {
    defaults: { bucket: exampleBucket, type: 'get', expires_in: 300 },
    requests: Array.from({ length: urls }, (_, index) => ({ key_name: `pdfs/2026/report-${index}.pdf` })),
  }
}
