import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createPresigner, type PresignRequest } from '@signpost/presign'
import { sampleTime } from '../../test/samples/samples.ts'
import { Secret } from '../core/secret.ts'
import { readS3Request, S3Refusal, type S3Request } from './s3-request.ts'
import { verifySignature } from './verify-signature.ts'

const keyPair = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const keyPairs = new Map([[keyPair.accessKeyId, new Secret(keyPair.secretAccessKey)]])
const endpoint = 'http://127.0.0.1:9090'

test('SigV4: the published example', () => {
  const url =
    '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
  const request = read('GET', url, { host: 'examplebucket.s3.amazonaws.com' })

  verifySignature(request, keyPairs, Date.parse('2013-05-24T12:00:00Z'))
  verifySignature(request, keyPairs, Date.parse('2013-05-25T00:00:00Z'))
  assert.equal(refuse(request, Date.parse('2013-05-25T00:00:01Z')).message, 'Request has expired')
  assert.equal(refuse(request, Date.parse('2013-05-23T23:44:59Z')).message, 'Request is not valid yet')
})

test('SigV2: the published example', () => {
  const url =
    '/johnsmith/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620'
  const request = read('GET', url)

  verifySignature(request, keyPairs, 1_175_139_620_000)
  assert.equal(refuse(request, 1_175_139_620_001).message, 'Request has expired')
})

for (const signatureVersion of ['v4', 'v2'] as const) {
  describe(`SigV${signatureVersion.slice(1)}, signed by our presigner`, () => {
    const presigner = createPresigner({ credentials: keyPair, region: 'us-east-1', endpoint, signatureVersion })
    const headers = { 'content-type': 'text/plain', 'x-amz-storage-class': 'STANDARD', 'x-amz-meta-a': 'one two' }
    const query = { 'response-content-disposition': "attachment; filename*=UTF-8''x%20(1)!*.txt", versionId: 'a+b/c=' }
    for (const method of ['GET', 'PUT', 'HEAD', 'DELETE'] as const) {
      const [signed, sent] = sign({ method, query, headers: method === 'PUT' ? headers : {} })

      test(`${method} is accepted`, () => {
        verifySignature(read(method, signed, sent), keyPairs, sampleTime)
      })
      for (const [name, changed] of Object.entries({
        'another method': read(method === 'GET' ? 'PUT' : 'GET', signed, sent),
        'another key': read(method, signed.replace('b.txt', 'c.txt'), sent),
        'another bucket': read(method, signed.replace('my-bucket', 'my-images'), sent),
        'another version': read(method, signed.replace('versionId=', 'versionId=x'), sent),
        'a subresource': read(method, `${signed}&acl`, sent),
        'a header of an answer': read(method, `${signed}&response-expires=x`, sent),
        'a Signature cut short': read(method, signed.replace(/(Signature=[^&]{6})[^&]*/, '$1'), sent),
        'a lifetime prolonged': read(method, signed.replace('Expires=', 'Expires=1'), sent),
      })) {
        test(`${method} with ${name} is refused`, () => {
          const refusal = refuse(changed)
          assert.deepEqual([refusal.status, refusal.code], [403, 'SignatureDoesNotMatch'])
          assert.doesNotMatch(refusal.toXml(), new RegExp(keyPair.secretAccessKey))
        })
      }
    }
    test('a signed header with another value is refused, and so is its absence', () => {
      const [signed, sent] = sign({ method: 'PUT', headers })
      for (const name of Object.keys(headers)) {
        const { [name as 'content-type']: _left, ...without } = { ...sent, ...headers }
        assert.equal(refuse(read('PUT', signed, { ...without, [name]: 'other' })).code, 'SignatureDoesNotMatch')
        assert.equal(refuse(read('PUT', signed, without)).code, 'SignatureDoesNotMatch')
      }
    })
    test('an unknown key pair is refused', () => {
      const [signed, sent] = sign({ method: 'GET' })
      const refusal = refuse(read('GET', signed.replace('AKIAIOSFODNN7EXAMPLE', 'AKIDOTHER'), sent))
      assert.deepEqual([refusal.status, refusal.code], [403, 'InvalidAccessKeyId'])
    })
    test('an additional Authorization header is refused', () => {
      const [signed, sent] = sign({ method: 'GET' })
      const refusal = refuse(read('GET', signed, { ...sent, authorization: 'Bearer at_x' }))
      assert.deepEqual([refusal.status, refusal.code], [400, 'InvalidArgument'])
    })

    function sign(request: Partial<PresignRequest> & Pick<PresignRequest, 'method'>) {
      const object = { bucket: 'my-bucket', key: 'ä (1)/a+b.txt', expiresInSeconds: 300, signedAt: sampleTime }
      const { url, headers: signedHeaders } = presigner.presign({ ...object, ...request })
      return [url.slice(endpoint.length), signedHeaders] as const
    }
  })
}

test('SigV4: an x-amz-* header that was not signed is refused by name, as AWS does', () => {
  const presigner = createPresigner({ credentials: keyPair, region: 'us-east-1', endpoint })
  const object = {
    method: 'PUT',
    bucket: 'my-bucket',
    key: 'a.txt',
    expiresInSeconds: 300,
    signedAt: sampleTime,
  } as const
  const signed = presigner.presign(object).url.slice(endpoint.length)

  for (const name of ['x-amz-copy-source', 'x-amz-acl', 'x-amz-meta-a', 'x-amz-tagging']) {
    const refusal = refuse(read('PUT', signed, { [name]: 'x' }))
    assert.deepEqual([refusal.status, refusal.code], [403, 'AccessDenied'])
    assert.match(
      refusal.toXml(),
      new RegExp(`headers present in the request.*<HeadersNotSigned>${name}</HeadersNotSigned>`),
    )
  }
  verifySignature(read('PUT', signed, { 'content-type': 'video/mp4', 'x-other': 'x' }), keyPairs, sampleTime)
})

for (const [name, url, code] of [
  ['nothing', '/my-bucket/a', 'AccessDenied'],
  ['an algorithm alone', '/my-bucket/a?X-Amz-Algorithm=AWS4-HMAC-SHA256', 'AuthorizationQueryParametersError'],
  ['another algorithm', '/my-bucket/a?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256', 'AuthorizationQueryParametersError'],
  ['a SigV2 signature alone', '/my-bucket/a?Signature=x', 'AccessDenied'],
  ['an Expires that is no number', '/my-bucket/a?AWSAccessKeyId=a&Signature=x&Expires=1e12', 'AccessDenied'],
  ['both versions', '/my-bucket/a?X-Amz-Algorithm=a&Signature=x', 'InvalidArgument'],
] as const) {
  test(`a request with ${name} in the query is refused`, () => {
    assert.equal(refuse(read('GET', url)).code, code)
  })
}

test('SigV4: parameters that AWS does not accept are refused', () => {
  const presigner = createPresigner({ credentials: keyPair, region: 'us-east-1', endpoint })
  const object = {
    method: 'GET',
    bucket: 'my-bucket',
    key: 'a.txt',
    expiresInSeconds: 300,
    signedAt: sampleTime,
  } as const
  const signed = presigner.presign(object).url.slice(endpoint.length)

  for (const [pattern, value] of [
    [/(?<=X-Amz-Expires=)\d+/, '604801'],
    [/(?<=X-Amz-Expires=)\d+/, '-1'],
    [/(?<=X-Amz-Expires=)\d+/, 'x'],
    [/(?<=X-Amz-Date=)\w+/, 'yesterday'],
    [/(?<=X-Amz-Date=)\w+/, '99999999T999999Z'],
    [/(?<=X-Amz-SignedHeaders=)\w+/, 'content-type'],
    [/%2Fs3%2F/, '%2Fsts%2F'],
    [/X-Amz-Date=\w+/, ''],
  ] as const) {
    assert.equal(refuse(read('GET', signed.replace(pattern, value))).code, 'AuthorizationQueryParametersError', value)
  }
})

function read(method: string, url: string, headers: Readonly<Record<string, string>> = {}): S3Request {
  const all = Object.entries({ host: '127.0.0.1:9090', ...headers }).map(([name, value]) => [name, [value]])
  return readS3Request({ method, url, headersDistinct: Object.fromEntries(all) })
}

function refuse(request: S3Request, now: number = sampleTime): S3Refusal {
  try {
    verifySignature(request, keyPairs, now)
  } catch (error) {
    assert.ok(error instanceof S3Refusal, String(error))
    return error
  }
  assert.fail('it was accepted')
}
