import type { S3ErrorCode } from './error-code.ts'

/** Codes about objects, and about what is sent and asked for. */
export const objectCodes = {
  BadDigest: {
    means: 'The body that arrived does not have the checksum that was sent.',
    cure: 'Send exactly the bytes of which the checksum was made. A checksum that a library put into the URL is that of an empty body: sign without it.',
  },
  EntityTooLarge: {
    means: 'The body is larger than the form or the store allows.',
    cure: 'Send a smaller file, ask for a form with a larger `max_bytes`, or upload in parts: one request can carry at most 5 GiB.',
  },
  EntityTooSmall: {
    means: 'The body is too small. In an upload in parts, every part except the last has at least 5 MiB.',
    cure: 'Send a larger file or larger parts.',
    answer: 'upload_incomplete',
  },
  IncompleteBody: {
    means: 'Fewer bytes came than Content-Length announced.',
    cure: 'Send it again, and let the client set Content-Length.',
  },
  InvalidArgument: {
    means: 'The store does not accept the value of a header or a parameter.',
    cure: 'Look at `ArgumentName` and `ArgumentValue` in the answer, if it has them.',
  },
  InvalidDigest: {
    means: 'Content-MD5 is not an MD5 in base64.',
    cure: 'Write the 16 bytes of the MD5 in base64, as 24 characters, not in hexadecimal digits.',
  },
  InvalidEncryptionAlgorithmError: {
    means: 'The store does not support this encryption.',
    cure: 'Use `AES256` or `aws:kms`.',
  },
  InvalidObjectName: {
    means: 'The store does not accept this key.',
    cure: 'A key has at most 1,024 bytes of UTF-8.',
    store: 'Ceph',
  },
  InvalidObjectState: {
    means: 'The object is archived (Glacier) and cannot be read at once.',
    cure: 'Restore it first.',
  },
  InvalidRange: {
    means: 'The range begins beyond the end of the object.',
    cure: 'Ask for a range within the size of the object.',
  },
  InvalidRequest: {
    means: 'The store does not accept the request as a whole.',
    cure: 'Read the message of the store.',
  },
  InvalidStorageClass: { means: 'The store does not support this storage class.', cure: 'Leave `storage_class` out.' },
  InvalidTag: { means: 'A tag is invalid.', cure: 'Check the length and the characters of names and values.' },
  InvalidURI: { means: 'The URL cannot be read.', cure: 'Encode the key once, as UTF-8.' },
  KeyTooLongError: { means: 'The key is too long.', cure: 'A key has at most 1,024 bytes of UTF-8.' },
  MetadataTooLarge: { means: 'The metadata is too large.', cure: 'All names and values together have at most 2 KB.' },
  MissingContentLength: {
    means: 'The upload has no Content-Length: it was sent as a stream.',
    cure: 'Send the length: give the client a file or a buffer, not a stream.',
  },
  MissingRequestBodyError: { means: 'The request has no body.', cure: 'Send one.' },
  NoSuchKey: {
    means: 'There is no object with this key.',
    cure: 'Compare the key character by character: capitals, spaces, an extra slash.',
    answer: 'object_not_found',
  },
  NoSuchVersion: {
    means: 'The object has no such version.',
    cure: 'Send the version ID as the store gave it.',
    answer: 'object_not_found',
  },
  PreconditionFailed: {
    means: 'A condition is not met: with If-None-Match, an object with this key already exists.',
    cure: 'Use another key, or leave the condition out.',
    answer: 'object_exists',
  },
  ConditionalRequestConflict: {
    means: 'Another request changed the object at the same moment.',
    cure: 'Try again.',
  },
  RequestTimeout: {
    means: 'The body did not arrive in time: fewer bytes came than announced, or they came too slowly.',
    cure: 'Send it again, in parts if the connection is slow.',
  },
  RequestHeaderSectionTooLarge: { means: 'The headers are too large.', cure: 'Send fewer or shorter ones.' },
  UnexpectedContent: { means: 'The request must not have a body.', cure: 'Send it without one.' },
  UserKeyMustBeSpecified: {
    means: 'The form has no field `key` before the file.',
    cure: 'Send the field `key`, and the file last.',
  },
  XAmzContentChecksumMismatch: {
    means: 'The body that arrived does not have the checksum that was sent.',
    cure: 'Send exactly the bytes of which the checksum was made.',
  },
  XAmzContentSHA256Mismatch: {
    means: 'The body does not have the hash in x-amz-content-sha256.',
    cure: 'Send exactly the bytes that were hashed, or sign UNSIGNED-PAYLOAD.',
  },
  IncorrectNumberOfFilesInPostRequest: {
    means: 'A form uploads exactly one file.',
    cure: 'Send one field `file`, as the last one.',
  },
  MalformedPOSTRequest: {
    means: 'The form is not well-formed multipart/form-data.',
    cure: 'Let the browser or `curl -F` write the form, and set no Content-Type by hand.',
  },
  MaxPostPreDataLengthExceededError: {
    means: 'The fields before the file are too long.',
    cure: 'Send the file last, and only the fields that came with the form.',
  },
  RequestIsNotMultiPartContent: {
    means: 'The form was not sent as multipart/form-data.',
    cure: 'Send it with `curl -F` or as FormData, and set no Content-Type by hand.',
  },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
