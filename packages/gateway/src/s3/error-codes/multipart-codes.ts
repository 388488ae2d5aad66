import type { S3ErrorCode } from './error-code.ts'

/** Codes about uploads in parts. */
export const multipartCodes = {
  InvalidPart: {
    means: 'A part is not there, or has another ETag than was said.',
    cure: 'Send the part again, and complete with the ETags that the store gave.',
    answer: 'upload_incomplete',
  },
  InvalidPartNumber: {
    means: 'The number of the part is none that can be.',
    cure: 'Number the parts from 1 to 10,000.',
  },
  InvalidPartOrder: {
    means: 'The parts are not in the order of their numbers.',
    cure: 'List them by number, each once.',
    answer: 'upload_incomplete',
  },
  MalformedXML: {
    means: 'The body is not the XML that this request has.',
    cure: 'Send `<CompleteMultipartUpload>` with its parts. A gateway operation takes JSON, S3 does not.',
  },
  NoSuchUpload: {
    means: 'There is no such upload in parts: it was completed, aborted, or belongs to another key.',
    cure: 'Look whether the object is there; else begin the upload anew.',
    answer: 'upload_not_found',
  },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
