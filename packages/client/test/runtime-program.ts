import type { createSignpost, SignpostError } from '../src/index.ts'

/** The report of {@link useClient}, as JSON. */
export interface RuntimeReport {
  /** The progress reports of the upload with one PUT. */
  readonly progress: readonly number[]
  readonly metadata: unknown
  /** The sizes of the uploaded objects: with one PUT, in parts, as a stream. */
  readonly sizes: readonly number[]
  /** Whether each object was downloaded unchanged. */
  readonly areEqual: readonly boolean[]
  readonly checksum: string | undefined
  readonly signed: readonly string[]
  readonly listed: readonly string[]
  /** The error codes of an aborted upload, a missing object, and a server that does not exist. */
  readonly codes: readonly unknown[]
}

/** The input of the program. */
export interface RuntimeTarget {
  readonly url: string
  readonly token: string
  readonly bucket: string
  /** The prefix of the keys. */
  readonly prefix: string
}

/**
 * Uses the whole client. It runs in every runtime, with its types removed, so it uses only what all of them support.
 * @param client the built module
 */
export async function useClient(
  client: { readonly createSignpost: typeof createSignpost; readonly SignpostError: typeof SignpostError },
  { url, token, bucket, prefix }: RuntimeTarget,
): Promise<RuntimeReport> {
  const signpost = client.createSignpost({ url, token })
  const partSize = 5 * 1024 * 1024
  const content = new Uint8Array(partSize + 1000).map((_, index) => (index * 31) % 251)
  const small = content.subarray(0, 300_000)
  const progress: number[] = []
  const at = (name: string) => ({ bucket, key: `${prefix}/${name}` })
  const isEqual = async (name: string, expected: Uint8Array) => {
    const bytes = new Uint8Array(await (await signpost.download(at(name))).arrayBuffer())
    return bytes.length === expected.length && bytes.every((byte, index) => byte === expected[index])
  }
  const codeOf = async (failing: Promise<unknown>) =>
    failing.then(
      () => 'none',
      (error: unknown) => (error instanceof client.SignpostError ? error.code : String(error)),
    )

  const one = await signpost.upload(new Blob([small], { type: 'text/plain' }), {
    ...{ ...at('small.txt'), metadata: { who: 'me' }, checksum: 'sha256' },
    onProgress: ({ sentBytes }) => progress.push(sentBytes),
  })
  const inParts = { partSize, partsAbove: partSize, checksum: 'sha256' } as const
  const parts = await signpost.upload(content, { ...at('parts.bin'), ...inParts })
  const streamed = await signpost.upload(new Blob([content]).stream(), { ...at('stream.bin'), ...inParts })
  const { metadata, checksums } = await signpost.stat(at('small.txt'))
  const signed = await signpost.signMany([at('small.txt'), at('parts.bin')])
  const { objects } = await signpost.list({ bucket, prefix: `${prefix}/` })
  const areEqual = [
    await isEqual('small.txt', small),
    await isEqual('parts.bin', content),
    await isEqual('stream.bin', content),
  ]

  const stop = new AbortController()
  const aborted = signpost.upload(content, {
    ...{ ...at('aborted.bin'), ...inParts, signal: stop.signal },
    onProgress: () => stop.abort(),
  })
  const nowhere = client.createSignpost({ url: 'http://127.0.0.1:9', token })
  const codes = [
    await codeOf(aborted),
    await codeOf(signpost.remove(at('parts.bin')).then(() => signpost.stat(at('parts.bin')))),
    await codeOf(nowhere.upload(small, { ...at('x'), retries: 0 })),
  ]
  return {
    ...{ progress, metadata, areEqual, codes, checksum: checksums?.sha256 },
    sizes: [one.size, parts.size, streamed.size],
    signed: signed.map((entry) => ('signedUrl' in entry ? entry.key : entry.code)),
    listed: objects.map(({ key }) => key),
  }
}
