import { SignpostError } from './signpost-error.ts'

/** WebCrypto needs all bytes at once, and engines can hold only about 2 GiB in one piece. */
export const mostHashedBytes = 1024 ** 3

/** Computes the SHA-256 in base64, as S3 expects it. @throws SignpostError `file_unreadable`; `invalid_argument` without WebCrypto */
export async function hashSha256(body: Blob): Promise<string> {
  // In web pages it exists only in secure contexts.
  const subtle = (crypto as Partial<typeof crypto>).subtle
  if (subtle === undefined) {
    throw new SignpostError('invalid_argument', {
      message: '`checksum` needs WebCrypto, which browsers offer only over HTTPS',
    })
  }
  const bytes = await body.arrayBuffer().catch((cause: unknown) => {
    throw new SignpostError('file_unreadable', { message: 'The file can no longer be read.', cause })
  })
  return btoa(String.fromCharCode(...new Uint8Array(await subtle.digest('SHA-256', bytes))))
}
