import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ExplainInput, explain } from './explain.ts'

const now = Date.parse('2026-01-15T12:01:00Z')
const signature = 'f00dfeed'.repeat(8)
const query = (changes: Readonly<Record<string, string>> = {}) =>
  new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20260115/eu-central-1/s3/aws4_request',
    'X-Amz-Date': '20260115T120000Z',
    'X-Amz-Expires': '300',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': signature,
    ...changes,
  }).toString()
const aws = `https://my-bucket.s3.eu-central-1.amazonaws.com/a.pdf?${query()}`

const explainAlone = (input: ExplainInput) => explain(input, { now, findKeys: () => [] })
const xml = (code: string, message: string, more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>A</RequestId></Error>`

/** Sentences of stores and clients. Sources: S3 API Reference, "Error responses"; MinIO's `cmd/api-errors.go`; the error pages of R2 and B2. */
const told: readonly (readonly [store: string, error: string, code: string, says?: RegExp])[] = [
  [
    'AWS',
    xml(
      'AccessDenied',
      'Request has expired',
      '<Expires>2026-01-15T11:05:00Z</Expires><ServerTime>2026-01-15T12:06:00Z</ServerTime>',
    ),
    'expired',
  ],
  ['AWS', xml('AccessDenied', 'Request is not yet valid'), 'not_yet_valid'],
  [
    'AWS',
    xml(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      '<HeadersNotSigned>x-amz-acl</HeadersNotSigned>',
    ),
    'header_added',
    /x-amz-acl/,
  ],
  [
    'AWS',
    xml(
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/a is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::my-bucket/a.pdf" because no identity-based policy allows the s3:GetObject action',
    ),
    'no_right',
    /s3:GetObject/,
  ],
  [
    'AWS',
    xml(
      'AuthorizationQueryParametersError',
      "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
      '<Region>eu-central-1</Region>',
    ),
    'region_wrong',
    /eu-central-1/,
  ],
  [
    'AWS',
    xml(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ),
    'lifetime_too_long',
  ],
  [
    'AWS',
    xml(
      'AuthorizationQueryParametersError',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    ),
    'cut_off',
  ],
  [
    'AWS',
    xml(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
      '<Endpoint>my-bucket.s3.us-west-2.amazonaws.com</Endpoint>',
    ),
    'region_wrong',
    /us-west-2/,
  ],
  [
    'AWS',
    xml(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    ),
    'authorization_sent',
  ],
  [
    'AWS',
    xml('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive'),
    'part_number_outside',
  ],
  [
    'AWS',
    xml(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ),
    'malformed_signature',
    /version 2/,
  ],
  ['AWS', xml('ExpiredToken', 'The provided token has expired.'), 'session_ended'],
  [
    'AWS',
    xml(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      '<Header>Transfer-Encoding</Header>',
    ),
    'no_length',
  ],
  [
    'AWS',
    xml('AccessDenied', 'Invalid according to Policy: Extra input fields: x-amz-meta-a'),
    'form_field_surplus',
    /x-amz-meta-a/,
  ],
  ['AWS', xml('AccessDenied', 'Invalid according to Policy: Policy expired.'), 'expired'],
  [
    'AWS',
    xml('AccessDenied', 'Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "in/"]'),
    'form_field_changed',
    /\$key/,
  ],
  ['AWS', xml('AccessForbidden', 'CORSResponse: This CORS request is not allowed.'), 'cors'],
  ['AWS', xml('AccessControlListNotSupported', 'The bucket does not allow ACLs'), 'AccessControlListNotSupported'],
  [
    'AWS',
    xml(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      '<ServerTime>2026-01-15T13:00:00Z</ServerTime>',
    ),
    'clock_skewed',
    /1 hour behind/,
  ],
  ['MinIO', xml('XMinioAdminInvalidAccessKey', 'no'), 'unknown_answer'],
  ['MinIO', xml('InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records.'), 'unknown_key'],
  ['R2', xml('ExpiredRequest', 'Presigned URL has expired'), 'expired'],
  ['R2', xml('Unauthorized', 'Unauthorized'), 'unknown_key'],
  [
    'B2',
    xml('InvalidRequest', 'The V2 signature authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.'),
    'malformed_signature',
  ],
  ['B2', xml('UnauthorizedAccess', 'bucket is not authorized: my-bucket'), 'UnauthorizedAccess'],
  [
    'botocore',
    'An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.',
    'NoSuchKey',
  ],
  [
    'the Java SDK',
    'The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: A)',
    'NoSuchBucket',
  ],
  [
    'Firefox',
    'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://s3.example.com/. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403.',
    'cors',
  ],
  [
    'Safari',
    'Origin https://app.example.com is not allowed by Access-Control-Allow-Origin. Status code: 403',
    'cors',
    /app\.example\.com/,
  ],
  ['fetch', 'TypeError: Failed to fetch', 'cors'],
  ['curl', 'curl: (60) SSL certificate problem: unable to get local issuer certificate', 'unreachable'],
  ['curl', 'curl: (6) Could not resolve host: minio', 'unreachable'],
  [
    'the gateway',
    '{"error":{"code":"token_expired","message":"The API token has expired.","status":401}}',
    'gateway_error',
    /token_expired/,
  ],
]

describe('explains what stores and clients say', () => {
  for (const [store, error, code, says = /./] of told) {
    test(`${store}: ${error.replace(/^.*<Code>/s, '').slice(0, 100)}`, () => {
      const [first] = explainAlone({ url: aws, error }).causes
      assert.equal(first.code, code, first.message)
      assert.match(first.message, says)
    })
  }
})
