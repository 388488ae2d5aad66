import { SignpostError } from './signpost-error.ts'

/** WebCrypto takes all bytes at once, and engines hold no more than some 2 GiB in one piece. */
export const mostHashedBytes = 1024 ** 3

/** SHA-256 in base64, as S3 takes it. @throws SignpostError `file_unreadable`; `invalid_argument` where there is no WebCrypto */
export async function hashSha256(body: Blob): Promise<string> {
  // Pages have it in secure contexts only.
  const subtle = (crypto as Partial<typeof crypto>).subtle
  if (subtle === undefined) {
    throw new SignpostError('invalid_argument', { message: '`checksum` needs WebCrypto, so a page over HTTPS' })
  }
  const bytes = await body.arrayBuffer().catch((cause: unknown) => {
    throw new SignpostError('file_unreadable', { message: 'The file cannot be read any more.', cause })
  })
  return btoa(String.fromCharCode(...new Uint8Array(await subtle.digest('SHA-256', bytes))))
}
