import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { PresignError, type PresignErrorCode } from './presign-error.ts'
import type { PresignRequest } from './presign-request.ts'
import { createPresigner } from './presigner.ts'
import type { PresignerOptions } from './presigner-options.ts'

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'the-secret-key', sessionToken: 'the-session-token' }
const options: PresignerOptions = { credentials, region: 'eu-central-1' }
const request: PresignRequest = {
  method: 'GET',
  bucket: 'abc',
  key: 'k',
  expiresInSeconds: 300,
  signedAt: 1_700_000_000_000,
}

function assertRefused(action: () => unknown, code: PresignErrorCode): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof PresignError)
    assert.equal(error.code, code)
    assert.equal(error.name, 'PresignError')
    assert.doesNotMatch(inspect(error), /the-secret-key|the-session-token/)
    return true
  })
}

const refusedOptions: readonly (readonly [options: object, code: PresignErrorCode])[] = [
  [{ credentials: { ...credentials, accessKeyId: '' } }, 'invalid_credentials'],
  [{ credentials: { ...credentials, accessKeyId: 'a b' } }, 'invalid_credentials'],
  [{ credentials: { ...credentials, accessKeyId: undefined } }, 'invalid_credentials'],
  [{ credentials: { ...credentials, secretAccessKey: '' } }, 'invalid_credentials'],
  [{ credentials: { ...credentials, secretAccessKey: 'the-secret-key\n' } }, 'invalid_credentials'],
  [{ credentials: { ...credentials, sessionToken: '' } }, 'invalid_credentials'],
  [{ credentials: { ...credentials, sessionToken: 'the-session-token\r\n' } }, 'invalid_credentials'],
  [{ region: '' }, 'invalid_region'],
  [{ region: 'auto' }, 'invalid_region'],
  [{ region: 'evil.example/' }, 'invalid_region'],
  [{ endpoint: 's3.example.com' }, 'invalid_endpoint'],
  [{ endpoint: '' }, 'invalid_endpoint'],
  [{ addressing: 'virtual-host' }, 'invalid_option'],
  [{ signatureVersion: 'v3' }, 'invalid_option'],
  [{ signatureVersion: 's3v4' }, 'invalid_option'],
  [{ aclPlacement: 'body' }, 'invalid_option'],
  [{ signatureVersion: 'v2', aclPlacement: 'query' }, 'invalid_option'],
]

for (const [changes, code] of refusedOptions) {
  test(`a presigner with ${inspect(changes)} is refused as ${code}`, () => {
    assertRefused(() => createPresigner({ ...options, ...changes } as PresignerOptions), code)
  })
}

const refusedRequests: readonly (readonly [changes: object, code: PresignErrorCode])[] = [
  [{ method: 'PATCH' }, 'invalid_method'],
  [{ method: 'get' }, 'invalid_method'],
  [{ bucket: 'evil.example/' }, 'invalid_bucket'],
  [{ bucket: undefined }, 'invalid_bucket'],
  [{ key: '' }, 'invalid_key'],
  [{ key: '../x' }, 'invalid_key'],
  [{ key: null }, 'invalid_key'],
  [{ region: 'auto' }, 'invalid_region'],
  [{ region: 'a.evil.example' }, 'invalid_region'],
  [{ expiresInSeconds: 0 }, 'invalid_expires_in'],
  [{ expiresInSeconds: 604_801 }, 'invalid_expires_in'],
  [{ expiresInSeconds: 1.5 }, 'invalid_expires_in'],
  [{ expiresInSeconds: '300' }, 'invalid_expires_in'],
  [{ expiresInSeconds: Number.NaN }, 'invalid_expires_in'],
  [{ signedAt: -1 }, 'invalid_signed_at'],
  [{ signedAt: Number.NaN }, 'invalid_signed_at'],
  [{ signedAt: 253_402_300_800_000 }, 'invalid_signed_at'],
  [{ signedAt: new Date() }, 'invalid_signed_at'],
  [{ method: 'PUT', acl: 'Public-Read' }, 'invalid_acl'],
  [{ method: 'PUT', acl: '' }, 'invalid_acl'],
  [{ method: 'GET', acl: 'public-read' }, 'invalid_acl'],
  [{ method: 'DELETE', acl: 'private' }, 'invalid_acl'],
  [{ query: { Expires: '1' } }, 'reserved_query'],
  [{ query: { 'x-amz-tagging': 'a=b' } }, 'query_not_honoured'],
  [{ query: { '': '1' } }, 'invalid_query'],
  [{ headers: { host: 'evil.example' } }, 'reserved_header'],
  [{ headers: { 'x-amz-meta-a': 'a\nb' } }, 'invalid_header'],
  [{ headers: { connection: 'close' } }, 'header_not_signable'],
]

for (const [changes, code] of refusedRequests) {
  test(`a request with ${inspect(changes)} is refused as ${code}`, () => {
    const presigner = createPresigner(options)
    const refused = { ...request, ...changes } as PresignRequest
    assertRefused(() => presigner.presign(refused), code)
    // Even after the same bucket and region were accepted.
    presigner.presign(request)
    assertRefused(() => presigner.presign(refused), code)
  })
}

test('expiresAt matches the URL: both versions count from the whole second', () => {
  const signedAt = 1_700_000_000_999
  for (const signatureVersion of ['v4', 'v2'] as const) {
    const { expiresAt } = createPresigner({ ...options, signatureVersion }).presign({ ...request, signedAt })
    assert.equal(expiresAt, 1_700_000_300_000)
  }
  const { url } = createPresigner(options).presign({ ...request, signedAt })
  assert.match(url, /X-Amz-Date=20231114T221320Z&X-Amz-Expires=300&/)
})

test('accepts the shortest and the longest lifetime', () => {
  for (const expiresInSeconds of [1, 604_800]) {
    const { url } = createPresigner(options).presign({ ...request, expiresInSeconds })
    assert.match(url, new RegExp(`X-Amz-Expires=${expiresInSeconds}&`))
  }
})

test('without a key the request is for the bucket', () => {
  const { key: _, ...onBucket } = request
  const head = { ...onBucket, method: 'HEAD' } as const
  assert.match(createPresigner(options).presign(head).url, /^https:\/\/abc\.s3\.eu-central-1\.amazonaws\.com\/\?X-Amz-/)
  assert.match(
    createPresigner({ ...options, addressing: 'path' }).presign(head).url,
    /^https:\/\/s3\.eu-central-1\.amazonaws\.com\/abc\?X-Amz-/,
  )
})

test('a region in the request changes host and scope, for this request only', () => {
  const presigner = createPresigner(options)
  const before = presigner.presign(request)
  const elsewhere = presigner.presign({ ...request, region: 'us-west-2' })
  assert.deepEqual(elsewhere, createPresigner({ ...options, region: 'us-west-2' }).presign(request))
  assert.match(elsewhere.url, /^https:\/\/abc\.s3\.us-west-2\.amazonaws\.com\/k\?.*%2Fus-west-2%2Fs3%2F/)
  assert.deepEqual(presigner.presign(request), before)
})

test('a session token is in the query and signed', () => {
  const { url } = createPresigner(options).presign(request)
  assert.match(
    url,
    /X-Amz-Expires=300&X-Amz-Security-Token=the-session-token&X-Amz-SignedHeaders=host&X-Amz-Signature=/,
  )
})

test('signed headers are returned as the client must send them', () => {
  const { url, headers } = createPresigner(options).presign({
    ...request,
    method: 'PUT',
    headers: { 'Content-Type': ' text/plain ', 'X-Amz-Meta-Note': 'two  spaces' },
  })
  assert.deepEqual(headers, { 'content-type': 'text/plain', 'x-amz-meta-note': 'two  spaces' })
  assert.match(url, /X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-meta-note&/)
})

test('is a pure function: other requests do not change the result of a request', () => {
  const presigner = createPresigner(options)
  const requests = Array.from(
    { length: 200 },
    (_, index): PresignRequest => ({
      ...request,
      bucket: `bucket-${index % 23}`,
      region: index % 3 ? 'eu-west-1' : 'us-east-1',
      signedAt: request.signedAt + (index % 7) * 43_200_000,
    }),
  )
  const first = requests.map((one) => presigner.presign(one))
  assert.deepEqual(
    requests
      .toReversed()
      .map((one) => presigner.presign(one))
      .toReversed(),
    first,
  )
  assert.deepEqual(
    requests.map((one) => createPresigner(options).presign(one)),
    first,
  )
})

test('reveals no secret when printed', () => {
  for (const signatureVersion of ['v4', 'v2'] as const) {
    const presigner = createPresigner({ ...options, signatureVersion })
    presigner.presign(request)
    const printed = [
      inspect(presigner, { depth: null, showHidden: true, getters: true }),
      JSON.stringify(presigner),
      String(presigner),
      inspect(presigner.presign, { depth: null, showHidden: true }),
      String(presigner.presign),
    ].join('\n')
    assert.doesNotMatch(printed, /the-secret-key|the-session-token|AKIDEXAMPLE/)
  }
})

test('keeps its own copy of the credentials', () => {
  const own = { ...credentials }
  const presigner = createPresigner({ ...options, credentials: own })
  own.secretAccessKey = 'another'
  assert.deepEqual(presigner.presign(request), createPresigner(options).presign(request))
})

test('a name that the request signs is not signed as absent', () => {
  const presigner = createPresigner({ ...options, aclPlacement: 'header' })
  const absentHeaders = Object.freeze(['x-amz-tagging', 'x-amz-acl', 'x-amz-copy-source', 'x-amz-acl'])
  const listNames = (changes: Partial<PresignRequest>) =>
    new URL(presigner.presign({ ...request, method: 'PUT', absentHeaders, ...changes }).url).searchParams.get(
      'X-Amz-SignedHeaders',
    )

  assert.equal(listNames({}), 'host;x-amz-acl;x-amz-copy-source;x-amz-tagging')
  assert.equal(
    listNames({ acl: 'public-read' }),
    'host;x-amz-acl;x-amz-copy-source;x-amz-tagging',
    'a line, and a name',
  )
  assert.equal(
    listNames({ headers: { 'X-Amz-Tagging': 'a=b', 'content-type': 'a/b' } }),
    'content-type;host;x-amz-acl;x-amz-copy-source;x-amz-tagging',
  )
  assert.deepEqual(
    presigner.presign({ ...request, method: 'PUT', acl: 'public-read', absentHeaders }).headers,
    { 'x-amz-acl': 'public-read' },
    'nothing absent is to be sent',
  )
  assert.equal(listNames({ absentHeaders: [] }), 'host')
})

test('a list that is not frozen may change between two requests', () => {
  const presigner = createPresigner(options)
  const absentHeaders = ['x-amz-acl']
  const first = presigner.presign({ ...request, absentHeaders }).url
  absentHeaders[0] = 'x-amz-tagging'
  assert.notEqual(presigner.presign({ ...request, absentHeaders }).url, first)
})

test('refuses invalid absent headers, and any with SigV2', () => {
  for (const name of ['host', 'X-Amz-Acl', 'a b', '', 'a;b']) {
    assertRefused(() => createPresigner(options).presign({ ...request, absentHeaders: [name] }), 'invalid_header')
  }
  const presigner = createPresigner({ ...options, signatureVersion: 'v2' })
  assertRefused(() => presigner.presign({ ...request, absentHeaders: ['x-amz-acl'] }), 'header_not_signable')
})
