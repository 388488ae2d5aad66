import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { createPresigner } from './presigner.ts'
import { buildCanonicalResource, buildStringToSignV2 } from './sig-v2.ts'
import type { SignedHeaders } from './signed-headers.ts'

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html, as the page had them before it
// replaced the bucket "johnsmith". They sign in a header. The query form differs only in the line of the date.

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}

function sign(stringToSign: string): string {
  return createHmac('sha1', credentials.secretAccessKey).update(stringToSign).digest('base64')
}

interface Example {
  readonly title: string
  readonly method: string
  readonly bucket: string
  readonly path: string
  readonly query?: readonly (readonly [string, string])[]
  readonly headers?: SignedHeaders
  readonly date: string
  readonly stringToSign: string
  readonly signature: string
}

const examples: readonly Example[] = [
  {
    title: 'object GET',
    method: 'GET',
    bucket: 'johnsmith',
    path: '/photos/puppy.jpg',
    date: 'Tue, 27 Mar 2007 19:36:42 +0000',
    stringToSign: 'GET\n\n\nTue, 27 Mar 2007 19:36:42 +0000\n/johnsmith/photos/puppy.jpg',
    signature: 'bWq2s1WEIj+Ydj0vQ697zp+IXMU=',
  },
  {
    title: 'object PUT',
    method: 'PUT',
    bucket: 'johnsmith',
    path: '/photos/puppy.jpg',
    headers: [['content-type', 'image/jpeg']],
    date: 'Tue, 27 Mar 2007 21:15:45 +0000',
    stringToSign: 'PUT\n\nimage/jpeg\nTue, 27 Mar 2007 21:15:45 +0000\n/johnsmith/photos/puppy.jpg',
    signature: 'MyyxeRY7whkBe+bq8fHCL/2kKUg=',
  },
  {
    title: 'list: ordinary parameters are not signed',
    method: 'GET',
    bucket: 'johnsmith',
    path: '/',
    query: [
      ['prefix', 'photos'],
      ['max-keys', '50'],
      ['marker', 'puppy'],
    ],
    date: 'Tue, 27 Mar 2007 19:42:41 +0000',
    stringToSign: 'GET\n\n\nTue, 27 Mar 2007 19:42:41 +0000\n/johnsmith/',
    signature: 'htDYFYduRNen8P9ZfE/s9SuKy0U=',
  },
  {
    title: 'fetch: a subresource is signed',
    method: 'GET',
    bucket: 'johnsmith',
    path: '/',
    query: [['acl', '']],
    date: 'Tue, 27 Mar 2007 19:44:46 +0000',
    stringToSign: 'GET\n\n\nTue, 27 Mar 2007 19:44:46 +0000\n/johnsmith/?acl',
    signature: 'c2WLPFtWHVgbEmeEG93a4cG37dM=',
  },
  {
    title: 'delete',
    method: 'DELETE',
    bucket: 'johnsmith',
    path: '/photos/puppy.jpg',
    date: 'Tue, 27 Mar 2007 21:20:26 +0000',
    stringToSign: 'DELETE\n\n\nTue, 27 Mar 2007 21:20:26 +0000\n/johnsmith/photos/puppy.jpg',
    signature: 'lx3byBScXR6KzyMaifNkardMwNk=',
  },
  {
    title: 'upload: x-amz headers are signed in order',
    method: 'PUT',
    bucket: 'static.johnsmith.net',
    path: '/db-backup.dat.gz',
    headers: [
      ['content-md5', '4gJE4saaMU4BqNR0kLY+lw=='],
      ['content-type', 'application/x-download'],
      ['x-amz-acl', 'public-read'],
      ['x-amz-meta-checksumalgorithm', 'crc32'],
      ['x-amz-meta-filechecksum', '0x02661779'],
      ['x-amz-meta-reviewedby', 'joe@johnsmith.net,jane@johnsmith.net'],
    ],
    date: 'Tue, 27 Mar 2007 21:06:08 +0000',
    stringToSign:
      'PUT\n4gJE4saaMU4BqNR0kLY+lw==\napplication/x-download\nTue, 27 Mar 2007 21:06:08 +0000\n' +
      'x-amz-acl:public-read\nx-amz-meta-checksumalgorithm:crc32\nx-amz-meta-filechecksum:0x02661779\n' +
      'x-amz-meta-reviewedby:joe@johnsmith.net,jane@johnsmith.net\n/static.johnsmith.net/db-backup.dat.gz',
    signature: 'ilyl83RwaSoYIEdixDQcA4OnAnc=',
  },
  {
    title: 'unicode keys: the path is signed as it is sent',
    method: 'GET',
    bucket: 'dictionary',
    path: '/fran%C3%A7ais/pr%c3%a9f%c3%a8re',
    date: 'Wed, 28 Mar 2007 01:49:49 +0000',
    stringToSign: 'GET\n\n\nWed, 28 Mar 2007 01:49:49 +0000\n/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re',
    signature: 'DNEZGsoieTZ92F3bUfSPQcbGmlM=',
  },
]

for (const { title, method, bucket, path, query = [], headers = [], date, stringToSign, signature } of examples) {
  test(`published example: ${title}`, () => {
    const virtual = { origin: '', host: '', pathPrefix: '', bucketPath: '/' }
    const resource = buildCanonicalResource({ bucket, address: virtual, path, query })
    const text = buildStringToSignV2({ method, expires: date, headers, resource })
    assert.equal(text, stringToSign)
    assert.equal(sign(text), signature)
  })
}

test('published example: query string authentication', () => {
  const presigner = createPresigner({
    credentials,
    region: 'us-east-1',
    endpoint: 'https://s3.amazonaws.com',
    addressing: 'virtual',
    signatureVersion: 'v2',
  })
  const signedAt = (1_175_139_620 - 600) * 1000
  assert.deepEqual(
    presigner.presign({ method: 'GET', bucket: 'johnsmith', key: 'photos/puppy.jpg', expiresInSeconds: 600, signedAt }),
    {
      url:
        'https://johnsmith.s3.amazonaws.com/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620' +
        '&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D',
      method: 'GET',
      headers: {},
      expiresAt: 1_175_139_620_000,
    },
  )
})

test('published example: query string authentication, in the first edition of the developer guide', () => {
  // Later editions print this signature with other names (`/photos/puppy.jpg`, AKIAIOSFODNN7EXAMPLE). There it is wrong.
  const presigner = createPresigner({
    credentials: { accessKeyId: '44CF9590006BF252F707', secretAccessKey: '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' },
    region: 'us-east-1',
    endpoint: 'https://s3.amazonaws.com',
    signatureVersion: 'v2',
  })
  const signedAt = (1_141_889_120 - 60) * 1000
  const { url } = presigner.presign({ method: 'GET', bucket: 'quotes', key: 'nelson', expiresInSeconds: 60, signedAt })
  assert.equal(
    url,
    'https://s3.amazonaws.com/quotes/nelson?AWSAccessKeyId=44CF9590006BF252F707&Expires=1141889120' +
      '&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D',
  )
})

const store = { credentials, region: 'auto', endpoint: 'http://localhost:9000', signatureVersion: 'v2' } as const
const request = { bucket: 'abc', key: 'k', expiresInSeconds: 60, signedAt: 0 } as const

function readSignature(url: string): string {
  return new URLSearchParams(url.slice(url.indexOf('?'))).get('Signature') ?? ''
}

test('a session token is sent in the query and signed as a header', () => {
  const presigner = createPresigner({ ...store, credentials: { ...credentials, sessionToken: 'to+ken/=' } })
  const { url, headers } = presigner.presign({ method: 'GET', ...request })
  assert.match(url, /&x-amz-security-token=to%2Bken%2F%3D&Signature=/)
  assert.equal(readSignature(url), sign('GET\n\n\n60\nx-amz-security-token:to+ken/=\n/abc/k'))
  assert.deepEqual(headers, {})
})

test('an ACL is a signed header', () => {
  const { url, headers } = createPresigner(store).presign({ method: 'PUT', ...request, acl: 'public-read' })
  assert.deepEqual(headers, { 'x-amz-acl': 'public-read' })
  assert.equal(readSignature(url), sign('PUT\n\n\n60\nx-amz-acl:public-read\n/abc/k'))
})

test('signs subresources and response headers decoded and sorted, sends them encoded', () => {
  const { url } = createPresigner(store).presign({
    method: 'GET',
    ...request,
    query: { versionId: 'v', 'response-content-disposition': 'inline; filename="a b"', other: 'x' },
  })
  assert.match(url, /&versionId=v&response-content-disposition=inline%3B%20filename%3D%22a%20b%22&other=x&Signature=/)
  assert.equal(
    readSignature(url),
    sign('GET\n\n\n60\n/abc/k?response-content-disposition=inline; filename="a b"&versionId=v'),
  )
})

test('refuses requests that it cannot sign', () => {
  const presigner = createPresigner(store)
  assert.throws(() => presigner.presign({ method: 'GET', ...request, headers: { range: 'bytes=0-1' } }), {
    code: 'header_not_signable',
  })
  assert.throws(() => presigner.presign({ method: 'GET', ...request, query: { 'x-amz-request-payer': 'requester' } }), {
    code: 'query_not_honoured',
  })
})
