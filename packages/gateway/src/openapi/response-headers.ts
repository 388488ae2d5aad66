import type { JsonSchema } from '../operations/published-schema.ts'

/** An example of a request id. */
export const exampleRequestId = '0f8fad5b-d9cb-469f-a165-70867728950e'

/** The response headers that the documents mention, for `components.headers`. */
export const responseHeaders = {
  'X-Request-Id': {
    description: 'Id of the request; identifies its line in the log of the gateway',
    required: true,
    schema: { type: 'string' },
    example: exampleRequestId,
  },
  RateLimit: {
    description:
      'What is left of the rate: `r` requests in the next `t` seconds; a list, if several rates apply. Absent when nothing is limited',
    schema: { type: 'string' },
    example: '"default";r=99;t=2',
  },
  'RateLimit-Policy': {
    description:
      'The rate: `q` requests in `w` seconds; a list, if several rates apply. Absent when nothing is limited',
    schema: { type: 'string' },
    example: '"default";q=100;w=2',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next request',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  Location: {
    description: 'The signed URL',
    required: true,
    schema: { type: 'string', format: 'uri' },
    example: 'https://my-bucket.s3.eu-central-1.amazonaws.com/photos/profile.png?X-Amz-Algorithm=…',
  },
  'WWW-Authenticate': {
    description: 'How to send the token (RFC 6750)',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer',
  },
} as const satisfies Record<string, JsonSchema>

/** References to some of {@link responseHeaders}, for the `headers` of a response. */
export function referToHeaders(...names: readonly string[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}
