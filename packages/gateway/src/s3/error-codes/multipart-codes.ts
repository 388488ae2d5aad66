import type { S3ErrorCode } from './error-code.ts'

/** Codes about uploads in parts. */
export const multipartCodes = {
  InvalidPart: {
    means: 'A part is missing, or its ETag is not the one that was sent.',
    cure: 'Send the part again, and complete the upload with the ETags that the store gave.',
    answer: 'upload_incomplete',
  },
  InvalidPartNumber: {
    means: 'A part cannot have this number.',
    cure: 'Number the parts from 1 to 10,000.',
  },
  InvalidPartOrder: {
    means: 'The parts are not in the order of their numbers.',
    cure: 'List them by number, each once.',
    answer: 'upload_incomplete',
  },
  MalformedXML: {
    means: 'The body is not the XML that this request needs.',
    cure: 'Send `<CompleteMultipartUpload>` with its parts. A gateway operation accepts JSON, S3 does not.',
  },
  NoSuchUpload: {
    means: 'There is no such upload in parts: it was completed or aborted, or belongs to another key.',
    cure: 'Check whether the object exists. If it does not, begin the upload again.',
    answer: 'upload_not_found',
  },
} as const satisfies Readonly<Record<string, S3ErrorCode>>
