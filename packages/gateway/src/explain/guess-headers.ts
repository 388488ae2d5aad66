import { cannedAcls } from '@signpost/presign'

/** Content types that most uploads have. */
const typicalTypes = [
  'application/octet-stream',
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/svg+xml',
  'image/*',
  'application/pdf',
  'text/plain',
  'text/plain; charset=utf-8',
  'text/plain;charset=UTF-8',
  'text/html',
  'text/html; charset=utf-8',
  'text/css',
  'text/csv',
  'text/javascript',
  'application/javascript',
  'application/json',
  'application/json; charset=utf-8',
  'application/xml',
  'application/zip',
  'application/gzip',
  'application/x-www-form-urlencoded',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'audio/mpeg',
  'audio/wav',
  'video/mp4',
  'video/quicktime',
  'video/webm',
  'multipart/form-data',
  'binary/octet-stream',
]

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const typicalValues: Readonly<Record<string, readonly string[]>> = {
  'content-type': typicalTypes,
  'x-amz-acl': cannedAcls,
  'if-none-match': ['*'],
  'x-amz-request-payer': ['requester'],
  'x-amz-server-side-encryption': ['AES256', 'aws:kms', 'aws:kms:dsse'],
  'x-amz-storage-class': [
    'STANDARD',
    'STANDARD_IA',
    'ONEZONE_IA',
    'INTELLIGENT_TIERING',
    'GLACIER',
    'GLACIER_IR',
    'DEEP_ARCHIVE',
    'REDUCED_REDUNDANCY',
  ],
  'x-amz-content-sha256': ['UNSIGNED-PAYLOAD', emptyHash],
  'cache-control': [
    'no-cache',
    'no-store',
    'max-age=3600',
    'max-age=86400',
    'max-age=31536000',
    'public, max-age=31536000',
    'public, max-age=31536000, immutable',
    'private',
  ],
  'content-encoding': ['gzip', 'br', 'utf-8', 'aws-chunked', 'identity'],
  'content-disposition': ['inline', 'attachment'],
}

/** How far from the sent length the signed length is searched for, in bytes. */
const lengthSpan = 256

/**
 * Lists values with which a header may have been signed.
 * @param sent the value that was sent, or the length of the body
 */
export function guessHeaderValues(name: string, sent: string | undefined): readonly string[] {
  if (name === 'content-length' && sent !== undefined && /^\d{1,12}$/.test(sent)) {
    const length = Number(sent)
    const from = Math.max(0, length - lengthSpan)
    return Array.from({ length: length + lengthSpan - from + 1 }, (_, index) => String(from + index))
  }
  const typical = typicalValues[name] ?? []
  if (name !== 'content-type' || sent === undefined) return typical
  const [bare = ''] = sent.split(';')
  return [bare.trim(), `${bare.trim()}; charset=utf-8`, `${bare.trim()};charset=UTF-8`, ...typical]
}
