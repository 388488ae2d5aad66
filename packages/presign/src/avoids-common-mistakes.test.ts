import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PresignRequest } from './presign-request.ts'
import { createPresigner } from './presigner.ts'
import type { PresignerOptions } from './presigner-options.ts'

// Common mistakes with presigned URLs that this package avoids. Each test is named after a problem that people report in the
// issue trackers of SDKs and tools. After the arrow follows what this package does instead.

const options: PresignerOptions = {
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  region: 'eu-central-1',
}
const onBucket = { bucket: 'my-bucket', expiresInSeconds: 300, signedAt: 1_700_000_000_000 }
const upload: PresignRequest = { ...onBucket, method: 'PUT', key: 'a.txt' }
const download: PresignRequest = { ...onBucket, method: 'GET', key: 'a.txt' }
const presigner = createPresigner(options)

test('Content-Type of the upload differs from the signed one → it is signed only when asked for, and then listed in `headers`', () => {
  const plain = presigner.presign(upload)
  assert.match(plain.url, /X-Amz-SignedHeaders=host&/)
  assert.deepEqual(plain.headers, {})
  const typed = presigner.presign({ ...upload, headers: { 'Content-Type': 'image/png' } })
  assert.match(typed.url, /X-Amz-SignedHeaders=content-type%3Bhost&/)
  assert.deepEqual(typed.headers, { 'content-type': 'image/png' })
})

test('the SDK puts the CRC32 of an empty body into the URL → the URL has no checksum', () => {
  assert.doesNotMatch(presigner.presign({ ...upload, acl: 'public-read' }).url, /checksum|crc32/i)
})

test('a SHA-256 given by the caller is moved to the query and ignored → it is signed as a header, and refused in the query', () => {
  const checksum = { 'x-amz-checksum-sha256': '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' }
  const { url, headers } = presigner.presign({ ...upload, headers: checksum })
  assert.match(url, /X-Amz-SignedHeaders=host%3Bx-amz-checksum-sha256&X-Amz-Signature=[0-9a-f]{64}$/)
  assert.deepEqual(headers, checksum)
  assert.throws(() => presigner.presign({ ...upload, query: checksum }), { code: 'query_not_honoured' })
  const sha256 = { 'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }
  assert.deepEqual(presigner.presign({ ...upload, headers: sha256 }).headers, sha256)
  assert.throws(() => presigner.presign({ ...upload, query: sha256 }), { code: 'query_not_honoured' })
})

test('tags (metadata, storage class) in the query are ignored → they are signed as headers, and refused in the query', () => {
  const names =
    'x-amz-tagging x-amz-meta-owner x-amz-storage-class x-amz-server-side-encryption x-amz-checksum-crc32 ' +
    'x-amz-sdk-checksum-algorithm x-amz-object-lock-mode x-amz-website-redirect-location x-amz-grant-read'
  for (const name of names.split(' ')) {
    for (const spelling of [name, name.toUpperCase()]) {
      assert.throws(() => presigner.presign({ ...upload, query: { [spelling]: 'x' } }), {
        code: 'query_not_honoured',
        message: /pass it in `headers`/,
      })
    }
    const { url, headers } = presigner.presign({ ...upload, headers: { [name]: 'x' } })
    assert.deepEqual(headers, { [name]: 'x' })
    assert.ok(url.includes(`X-Amz-SignedHeaders=host%3B${name}&`))
  }
})

test('wrong region: PermanentRedirect, AuthorizationHeaderMalformed → a request can name its region', () => {
  const { url } = presigner.presign({ ...download, region: 'ap-southeast-2' })
  assert.match(url, /^https:\/\/my-bucket\.s3\.ap-southeast-2\.amazonaws\.com\/.*%2Fap-southeast-2%2Fs3%2Faws4_request/)
})

test('a 307 to another region breaks the CORS preflight → the host is regional, in us-east-1 too', () => {
  const { url } = createPresigner({ ...options, region: 'us-east-1' }).presign(upload)
  assert.match(url, /^https:\/\/my-bucket\.s3\.us-east-1\.amazonaws\.com\//)
})

test('spaces, `+`, parentheses, unicode in keys → they are encoded as they are signed', () => {
  const { url } = presigner.presign({ ...download, key: "a b+c/(d)!*'/né 日本.txt" })
  assert.match(url, /amazonaws\.com\/a%20b%2Bc\/%28d%29%21%2A%27\/n%C3%A9%20%E6%97%A5%E6%9C%AC\.txt\?/)
})

test('`..` in keys: SDKs sign it, clients collapse it → such keys are refused', () => {
  for (const key of ['files/../admin/x', '../x', './x', 'x/..']) {
    assert.throws(() => presigner.presign({ ...download, key }), {
      code: 'invalid_key',
      message: /clients collapse it/,
    })
  }
})

test('ACLs disabled on the bucket → `private` sends nothing', () => {
  assert.deepEqual(presigner.presign({ ...upload, acl: 'private' }), presigner.presign(upload))
})

test('the ACL is silently not applied → it travels where the store reads it', () => {
  const inQuery = presigner.presign({ ...upload, acl: 'public-read' })
  assert.match(inQuery.url, /&x-amz-acl=public-read&X-Amz-Signature=/)
  assert.deepEqual(inQuery.headers, {})
  const inHeader = createPresigner({ ...options, aclPlacement: 'header' }).presign({ ...upload, acl: 'public-read' })
  assert.match(inHeader.url, /X-Amz-SignedHeaders=host%3Bx-amz-acl&X-Amz-Signature=/)
  assert.deepEqual(inHeader.headers, { 'x-amz-acl': 'public-read' })
  assert.throws(() => createPresigner({ ...options, signatureVersion: 'v2', aclPlacement: 'query' }), {
    code: 'invalid_option',
  })
})

test('the URL outlives the temporary credential → `expiresAt` is exact, so that the caller can clamp it', () => {
  // Only the caller knows when a credential expires.
  const { url, expiresAt } = presigner.presign({ ...download, signedAt: 1_700_000_000_789, expiresInSeconds: 61 })
  assert.match(url, /X-Amz-Date=20231114T221320Z&X-Amz-Expires=61&/)
  assert.equal(expiresAt, Date.parse('2023-11-14T22:13:20Z') + 61_000)
})

test('more than 7 days wanted → refused, with the limit', () => {
  assert.throws(() => presigner.presign({ ...download, expiresInSeconds: 604_801 }), {
    code: 'invalid_expires_in',
    message: /from 1 to 604800: seven days/,
  })
})

test('no limit on the upload’s size → Content-Length can be signed', () => {
  const { url, headers } = presigner.presign({ ...upload, headers: { 'Content-Length': '1048576' } })
  assert.match(url, /X-Amz-SignedHeaders=content-length%3Bhost&/)
  assert.deepEqual(headers, { 'content-length': '1048576' })
})

test('HEAD on a GET URL is 403 → HEAD can be signed', () => {
  const head = presigner.presign({ ...download, method: 'HEAD' })
  assert.equal(head.method, 'HEAD')
  assert.notEqual(head.url, presigner.presign(download).url)
})

test('a dot in the bucket breaks TLS → path style, whatever is asked for', () => {
  const { url } = createPresigner({ ...options, addressing: 'virtual' }).presign({
    ...download,
    bucket: 'www.example.com',
  })
  assert.match(url, /^https:\/\/s3\.eu-central-1\.amazonaws\.com\/www\.example\.com\/a\.txt\?/)
})

test('an internal host name is signed → the endpoint is the host that is signed', () => {
  const { url } = createPresigner({ ...options, endpoint: 'https://files.example.com' }).presign(download)
  assert.match(url, /^https:\/\/files\.example\.com\/my-bucket\/a\.txt\?/)
})

test('unicode file names and metadata → refused, with the encoding that works', () => {
  const metadata = { 'x-amz-meta-title': 'naïve' }
  assert.throws(() => presigner.presign({ ...upload, headers: metadata }), {
    code: 'invalid_header',
    message: /"x-amz-meta-title" must be ASCII.*percent-encode/,
  })
  const query = { 'response-content-disposition': 'attachment; filename="naïve.txt"' }
  assert.throws(() => presigner.presign({ ...download, query }), { code: 'invalid_query', message: /RFC 5987/ })
  const encoded = { 'response-content-disposition': "attachment; filename*=UTF-8''na%C3%AFve.txt" }
  const { url } = presigner.presign({ ...download, query: encoded })
  assert.match(url, /&response-content-disposition=attachment%3B%20filename%2A%3DUTF-8%27%27na%25C3%25AFve\.txt&/)
})

test('KMS needs SigV4; appended parameters are unsigned in SigV2 → SigV4 is the default, and signs every parameter', () => {
  const { url } = presigner.presign({ ...download, query: { prefix: 'a' } })
  assert.match(url, /X-Amz-Algorithm=AWS4-HMAC-SHA256/)
  assert.notEqual(url.slice(-64), presigner.presign(download).url.slice(-64))
})

test('clients make one slash of a leading `//` → slashes at the start of a key are escaped in the URL, and signed as they are', () => {
  const { pathname } = new URL(presigner.presign({ ...download, key: '//a//b.txt' }).url)
  assert.equal(pathname, '/%2F%2Fa//b.txt')
  // aws-sdk.test.ts compares the signature over "//a//b.txt" with the AWS SDK.
  const pathStyle = createPresigner({ ...options, addressing: 'path' })
  // In path style the bucket comes first. No known client changes slashes in the middle of a path.
  assert.equal(new URL(pathStyle.presign({ ...download, key: '//a' }).url).pathname, '/my-bucket///a')
})

test('clients make one slash of a leading `//`, SigV2 → which signs the path as it is sent', () => {
  const old = createPresigner({ ...options, signatureVersion: 'v2' })
  const escaped = new URL(old.presign({ ...download, key: '/a' }).url)
  assert.equal(escaped.pathname, '/%2Fa')
})

test('an endpoint with a path → the path is signed, in path style', () => {
  const endpoint = 'https://ref.supabase.co/storage/v1/s3'
  const supabase = createPresigner({ ...options, endpoint })
  const url = new URL(supabase.presign(download).url)
  assert.equal(`${url.origin}${url.pathname}`, 'https://ref.supabase.co/storage/v1/s3/my-bucket/a.txt')
  const without = new URL(createPresigner({ ...options, endpoint: url.origin }).presign(download).url)
  assert.notEqual(url.searchParams.get('X-Amz-Signature'), without.searchParams.get('X-Amz-Signature'))
  assert.throws(() => createPresigner({ ...options, endpoint, addressing: 'virtual' }), {
    code: 'invalid_option',
    message: /`addressing` must be "path": the endpoint has a path/,
  })
})

test('AWS endpoint given, bucket elsewhere → the host follows the region', () => {
  const endpoint = 'https://s3-fips.dualstack.us-east-1.amazonaws.com'
  const fips = createPresigner({
    ...options,
    region: 'us-east-1',
    endpoint,
    addressing: 'virtual',
    hostFollowsRegion: true,
  })
  const host = (region?: string) => new URL(fips.presign({ ...download, ...(region ? { region } : {}) }).url).host
  assert.equal(host(), 'my-bucket.s3-fips.dualstack.us-east-1.amazonaws.com')
  assert.equal(host('us-west-2'), 'my-bucket.s3-fips.dualstack.us-west-2.amazonaws.com')
  assert.throws(() => host('evil.example'), { code: 'invalid_region' })
  assert.throws(() => createPresigner({ ...options, endpoint, hostFollowsRegion: true }), { code: 'invalid_option' })
})

test('bucket names of other stores → the wide grammar, in the path only', () => {
  const wide = createPresigner({
    ...options,
    endpoint: 'https://storage.googleapis.com',
    addressing: 'virtual',
    bucketNames: 'wide',
  })
  const address = (bucket: string) => wide.presign({ ...download, bucket }).url.split('?')[0]
  assert.equal(address('dw_export'), 'https://storage.googleapis.com/dw_export/a.txt')
  assert.equal(address('plain'), 'https://plain.storage.googleapis.com/a.txt')
  assert.throws(() => address('evil.example/'), { code: 'invalid_bucket' })
  assert.throws(() => presigner.presign({ ...download, bucket: 'dw_export' }), { code: 'invalid_bucket' })
})

test('Transfer Acceleration with a dotted bucket → refused with the reason', () => {
  const endpoint = 'https://s3-accelerate.amazonaws.com'
  const accelerated = createPresigner({ ...options, endpoint })
  assert.equal(new URL(accelerated.presign(download).url).host, 'my-bucket.s3-accelerate.amazonaws.com')
  assert.throws(() => accelerated.presign({ ...download, bucket: 'a.b' }), {
    code: 'invalid_bucket',
    message: /must not contain a dot: Transfer Acceleration accepts the bucket only in the host name/,
  })
})
