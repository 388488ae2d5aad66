import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildCanonicalHeaders, buildCanonicalQuery, buildCanonicalRequest } from './canonical-request.ts'
import { createPresigner } from './presigner.ts'
import { createCredentialScopes } from './sig-v4.ts'
import { createSigner, deriveSigningKey } from './signature.ts'
import { buildStringToSign, formatAmzDate, formatCredentialScope, formatStringToSignPrefix } from './string-to-sign.ts'

// The presigned URL that AWS publishes, stage by stage: the first test that fails names the broken stage.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, "An example"

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const epochSeconds = Date.UTC(2013, 4, 24) / 1000
const query =
  'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
  '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host'
const canonicalRequest = `GET\n/test.txt\n${query}\nhost:examplebucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD`
const credentialScope = '20130524/us-east-1/s3/aws4_request'
const canonicalRequestHash = '3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04'
const stringToSign = `AWS4-HMAC-SHA256\n20130524T000000Z\n${credentialScope}\n${canonicalRequestHash}`
const signature = 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'

test('stage 1: the date', () => {
  assert.equal(formatAmzDate(epochSeconds), '20130524T000000Z')
})

test('stage 2: the credential scope', () => {
  assert.equal(formatCredentialScope('20130524', 'us-east-1'), credentialScope)
})

test('stage 3: the canonical query', () => {
  const scope = createCredentialScopes(credentials)('us-east-1', epochSeconds)
  assert.equal(`${scope.queryPrefix}86400&X-Amz-SignedHeaders=host`, query)
  assert.equal(buildCanonicalQuery(query.split('&').reverse().join('&'), []), query)
})

test('stage 4: the canonical headers', () => {
  assert.deepEqual(buildCanonicalHeaders('examplebucket.s3.amazonaws.com', []), {
    lines: 'host:examplebucket.s3.amazonaws.com\n',
    signedHeaderNames: 'host',
    payloadHash: 'UNSIGNED-PAYLOAD',
  })
})

test('stage 5: the canonical request', () => {
  const headers = buildCanonicalHeaders('examplebucket.s3.amazonaws.com', [])
  assert.equal(buildCanonicalRequest({ method: 'GET', path: '/test.txt', query, headers }), canonicalRequest)
})

test('stage 6: the string to sign', () => {
  const prefix = formatStringToSignPrefix('20130524T000000Z', credentialScope)
  assert.equal(buildStringToSign(prefix, canonicalRequest), stringToSign)
})

test('stage 7: the signing key', () => {
  assert.equal(
    deriveSigningKey(credentials.secretAccessKey, '20130524', 'us-east-1').toString('hex'),
    'dbb893acc010964918f1fd433add87c70e8b0db6be30c1fbeafefa5ec6ba8378',
  )
})

test('stage 8: the signature', () => {
  const signingKey = Buffer.from('dbb893acc010964918f1fd433add87c70e8b0db6be30c1fbeafefa5ec6ba8378', 'hex')
  assert.equal(createSigner(signingKey)(stringToSign), signature)
})

test('stage 9: the URL', () => {
  // The example signs for the global host, which this package never uses by default. It can be set as an endpoint.
  const presigner = createPresigner({
    credentials,
    region: 'us-east-1',
    endpoint: 'https://s3.amazonaws.com',
    addressing: 'virtual',
  })
  assert.deepEqual(
    presigner.presign({
      method: 'GET',
      bucket: 'examplebucket',
      key: 'test.txt',
      expiresInSeconds: 86_400,
      signedAt: epochSeconds * 1000,
    }),
    {
      url: `https://examplebucket.s3.amazonaws.com/test.txt?${query}&X-Amz-Signature=${signature}`,
      method: 'GET',
      headers: {},
      expiresAt: Date.UTC(2013, 4, 25),
    },
  )
})
