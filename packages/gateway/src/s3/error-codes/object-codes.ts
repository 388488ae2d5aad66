import type { S3ErrorCode } from './error-code.ts'

/** Codes about objects, and about what is sent and asked for. */
export const objectCodes = {
  BadDigest: {
    means: 'The body that arrived is not the one that the checksum was made of.',
    cure: 'Send exactly the bytes that the checksum is of. A checksum that a library put into the URL is of an empty body: sign without it.',
  },
  EntityTooLarge: {
    means: 'The body is larger than the form, or the store, allows.',
    cure: 'Send a smaller file, ask for a form with a larger `max_bytes`, or upload in parts: one request takes 5 GiB at the most.',
  },
  EntityTooSmall: {
    means: 'The body is smaller than it has to be. In an upload in parts all but the last one have 5 MiB at least.',
    cure: 'Send a larger file or larger parts.',
    answer: 'upload_incomplete',
  },
  IncompleteBody: {
    means: 'Fewer bytes came than Content-Length announced.',
    cure: 'Send it again. Let the client set Content-Length by itself.',
  },
  InvalidArgument: {
    means: 'The value of a header or a parameter is not one that the store takes.',
    cure: 'Look at `ArgumentName` and `ArgumentValue` in the answer, where it has them.',
  },
  InvalidDigest: {
    means: 'Content-MD5 is no MD5 in base64.',
    cure: 'Write the 16 bytes of the MD5 in base64, which has 24 characters; hexadecimal digits are wrong.',
  },
  InvalidEncryptionAlgorithmError: {
    means: 'The store does not have this encryption.',
    cure: 'Use `AES256` or `aws:kms`.',
  },
  InvalidObjectName: {
    means: 'The key is none that the store takes.',
    cure: 'A key has 1,024 bytes of UTF-8 at the most.',
    store: 'Ceph',
  },
  InvalidObjectState: {
    means: 'The object is archived (Glacier), and cannot be read at once.',
    cure: 'Restore it first.',
  },
  InvalidRange: {
    means: 'The range begins behind the end of the object.',
    cure: 'Ask for a range within its size.',
  },
  InvalidRequest: {
    means: 'The request as a whole is not one that the store takes.',
    cure: 'Read the message of the store.',
  },
  InvalidStorageClass: { means: 'The store does not have this storage class.', cure: 'Leave `storage_class` out.' },
  InvalidTag: { means: 'A tag is not as tags have to be.', cure: 'Look at length and characters of names and values.' },
  InvalidURI: { means: 'The URL cannot be read.', cure: 'Encode the key once, as UTF-8.' },
  KeyTooLongError: { means: 'The key is too long.', cure: 'A key has 1,024 bytes of UTF-8 at the most.' },
  MetadataTooLarge: { means: 'The metadata is too large.', cure: 'Names and values have 2 KB together.' },
  MissingContentLength: {
    means: 'The upload has no Content-Length: it was sent as a stream.',
    cure: 'Send the length: give the client a file or a buffer, and no stream.',
  },
  MissingRequestBodyError: { means: 'The request has no body.', cure: 'Send one.' },
  NoSuchKey: {
    means: 'There is no object with this key.',
    cure: 'Compare the key letter by letter: capitals, blanks, a slash too many.',
    answer: 'object_not_found',
  },
  NoSuchVersion: {
    means: 'The object has no such version.',
    cure: 'Send the version id as the store gave it.',
    answer: 'object_not_found',
  },
  PreconditionFailed: {
    means: 'A condition is not met: with If-None-Match there is an object of this key already.',
    cure: 'Take another key, or leave the condition out.',
    answer: 'object_exists',
  },
  ConditionalRequestConflict: {
    means: 'Another request changed the object at the same moment.',
    cure: 'Try again.',
  },
  RequestTimeout: {
    means: 'The body did not come in time: fewer bytes than announced, or too slowly.',
    cure: 'Send it again, in parts when the connection is slow.',
  },
  RequestHeaderSectionTooLarge: { means: 'The headers are too large.', cure: 'Send fewer or shorter ones.' },
  UnexpectedContent: { means: 'The request has a body that it must not have.', cure: 'Send it without one.' },
  UserKeyMustBeSpecified: {
    means: 'The form has no field `key` before the file.',
    cure: 'Send the field `key`, and the file last.',
  },
  XAmzContentChecksumMismatch: {
    means: 'The body that arrived is not the one that the checksum was made of.',
    cure: 'Send exactly the bytes that the checksum is of.',
  },
  XAmzContentSHA256Mismatch: {
    means: 'The body is not the one that x-amz-content-sha256 is the hash of.',
    cure: 'Send exactly the bytes that were hashed, or sign UNSIGNED-PAYLOAD.',
  },
  IncorrectNumberOfFilesInPostRequest: {
    means: 'A form uploads exactly one file.',
    cure: 'Send one field `file`, as the last one.',
  },
  MalformedPOSTRequest: {
    means: 'The form is not well-formed multipart/form-data.',
    cure: 'Let the browser or `curl -F` write it, and set no Content-Type by hand.',
  },
  MaxPostPreDataLengthExceededError: {
    means: 'The fields before the file are too long.',
    cure: 'Send the file last, and no more fields than the form has.',
  },
  RequestIsNotMultiPartContent: {
    means: 'The form was not sent as multipart/form-data.',
    cure: 'Send it with `curl -F` or as FormData, and set no Content-Type by hand.',
  },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
