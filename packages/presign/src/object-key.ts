const maxKeyBytes = 1024

// A segment that is exactly `.` or `..`.
const dotSegment = /(?:^|\/)\.\.?(?:\/|$)/

/**
 * Says what is wrong with an object key, or `undefined` when it can be signed for. The text goes after the name of the
 * parameter: "`key` " + "must not be empty…".
 *
 * A key is 1 to 1024 bytes of UTF-8 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). Leading,
 * trailing and doubled slashes are legal and kept as they are.
 */
export function findKeyProblem(key: string): string | undefined {
  if (typeof key !== 'string' || key === '') return 'must not be empty: name an object, such as "pdfs/report.pdf"'
  // A UTF-16 unit takes at most 3 bytes, so most keys need no counting.
  if (key.length * 3 > maxKeyBytes) {
    const bytes = key.length > maxKeyBytes ? key.length : Buffer.byteLength(key)
    if (bytes > maxKeyBytes) return `must have at most ${maxKeyBytes} bytes of UTF-8: shorten it`
  }
  // URL parsers collapse such segments (RFC 3986, section 5.2.4), so the client would ask for another key than the
  // signed one.
  if (key.includes('.') && dotSegment.test(key)) {
    return 'must not contain a "." or ".." segment: clients collapse it and would ask for another object'
  }
  if (key.includes('\0')) return 'must not contain a NUL character: S3 cannot list it and stores refuse it'
  if (!key.isWellFormed()) return 'must be well-formed Unicode: it contains half of a surrogate pair'
  return undefined
}
