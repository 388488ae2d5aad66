import type { OperationExample } from './operation.ts'

/**
 * A batch with a token that may only reach `photos/`, signed on 2026-01-15 with the example key of AWS's documentation. A test signs
 * it again.
 */
export const batchExample = {
  summary: 'Upload and show a photo; a key that the token does not cover is refused',
  params: {
    defaults: {
      bucket: 'my-bucket',
      type: 'upload' as const,
      expires_in: 900,
    },
    requests: [
      {
        key_name: 'photos/1.jpg',
        content_type: 'image/jpeg',
      },
      {
        key_name: 'photos/1.jpg',
        type: 'get' as const,
      },
      {
        key_name: 'private/2.jpg',
      },
    ],
  },
  result: {
    results: [
      {
        signedUrl:
          'https://my-bucket.s3.eu-central-1.amazonaws.com/photos/1.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature=22e57de9982df18d0ac1700e962b62eb4599f27dfcf2a8c908d7238e6ad5dc66',
        expiresAt: '2026-01-15T12:15:00Z',
        bucket: 'my-bucket',
        key: 'photos/1.jpg',
        method: 'PUT',
        headers: {
          'content-type': 'image/jpeg',
        },
      },
      {
        signedUrl:
          'https://my-bucket.s3.eu-central-1.amazonaws.com/photos/1.jpg?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request&X-Amz-Date=20260115T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=b051dcbddf7180bf9e99b71a8d2d6d70919244d5587be74bdfb170edce9011da',
        expiresAt: '2026-01-15T12:15:00Z',
        bucket: 'my-bucket',
        key: 'photos/1.jpg',
        method: 'GET',
        headers: {},
      },
      {
        bucket: 'my-bucket',
        key: 'private/2.jpg',
        error: {
          code: 'token_not_allowed',
          message:
            'The API token does not allow this upload: none of its rules covers this bucket and key (*:my-bucket/photos/*).',
          status: 403,
        },
      },
    ],
    signed: 2,
    refused: 1,
  },
} satisfies OperationExample
