import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCredential } from '../../test/samples/samples.ts'
import { explainExample } from '../operations/explain-example.ts'
import { describeExplanation } from './describe.ts'
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

test('the canonical request that AWS saw is compared with the URL', () => {
  const canonical =
    'GET\n/a.pdf\nX-Amz-Algorithm=AWS4-HMAC-SHA256\nhost:backend.internal:9000\n\nhost\nUNSIGNED-PAYLOAD'
  const error = xml('SignatureDoesNotMatch', 'no', `<CanonicalRequest>${canonical}</CanonicalRequest>`)
  const [first] = explainAlone({ url: aws, error }).causes
  assert.equal(first.code, 'host_changed')
  assert.match(first.message, /backend\.internal:9000/)
})

test('a URL that expired with the credential that signed it: a longer lifetime is no advice, and no right is missing', () => {
  const url = aws.replace(query(), query({ 'X-Amz-Expires': '30', 'X-Amz-Security-Token': 'session-token' }))
  const expiresAt = Date.parse('2026-01-15T12:00:30.900Z')
  const check = { isTemporary: true, isSessionToken: () => true, compare: () => 'same' as const }
  const findKeys = () => [{ name: 'temporary', place: sampleCredential(), expiresAt, check }]

  for (const error of [
    undefined,
    xml('AccessDenied', 'Request has expired'),
    xml('ExpiredToken', 'The provided token has expired.'),
  ]) {
    const { causes } = explain({ url, ...(error === undefined ? {} : { error }) }, { now, findKeys })
    assert.deepEqual(
      causes.map(({ code }) => code),
      ['session_ended'],
    )
    assert.match(causes[0].message, /expired at 2026-01-15T12:00:30Z, 30 seconds ago, together with the temporary/)
    assert.match(causes[0].cure, /a credential that is still valid/)
  }
})

test('links that mail programs and messengers have wrapped or broken', () => {
  const wrapped = `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(aws)}&data=05`
  assert.equal(explainAlone({ url: wrapped }).causes[0].code, 'wrapped_link')
  assert.equal(
    explainAlone({ url: `${aws.slice(0, 150)}=\r\n ${aws.slice(150)}`.replace('=\r\n', '\r\n') }).causes[0].code,
    'text_around',
  )
  assert.equal(explainAlone({ url: `${aws}%22%3E` }).causes[0].code, 'text_around')
})

test('the table of stores knows hosts that accept no signed requests', () => {
  for (const host of [
    'my-bucket.nyc3.cdn.digitaloceanspaces.com',
    'pub-1.r2.dev',
    'my-bucket.s3-website.eu-central-1.amazonaws.com',
  ]) {
    const [first] = explainAlone({ url: `https://${host}/a.pdf?${query()}`, status: 403 }).causes
    assert.equal(first.code, 'not_an_endpoint', `${host}: ${first.message}`)
  }
})

test('the checksum of an empty body, as an SDK puts it into URLs', () => {
  const url = `${aws}&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32`
  assert.equal(explainAlone({ url, error: xml('BadDigest', 'no') }).causes[0].code, 'checksum_of_nothing')
})

test('a status alone, as HEAD gives it, is explained by its usual cause, and a redirection is not a success', () => {
  for (const [status, code] of [
    [200, 'worked'],
    [304, 'worked'],
    [301, 'PermanentRedirect'],
    [307, 'TemporaryRedirect'],
    [404, 'NoSuchKey'],
    [405, 'MethodNotAllowed'],
    [411, 'MissingContentLength'],
    [412, 'PreconditionFailed'],
    [416, 'InvalidRange'],
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
  ] as const) {
    const [first] = explainAlone({ url: aws, method: 'HEAD', status }).causes
    assert.deepEqual([first.code, first.certainty], [code, code === 'worked' ? 'certain' : 'probable'])
  }
  assert.equal(explainAlone({ url: aws.replace('a.pdf', ''), status: 404 }).causes[0].code, 'NoSuchBucket')
  assert.equal(explainAlone({ url: `${aws}&uploadId=x`, status: 404 }).causes[0].code, 'NoSuchUpload')
})

test('the URL in the call of another client ends at its quotation mark', () => {
  for (const request of [
    `fetch('${aws}', { method: 'PUT' })`,
    `Invoke-WebRequest -Uri "${aws}" -Method Put`,
    `requests.put("${aws}", data)`,
    `axios.put(\`${aws}\`)`,
  ]) {
    assert.equal(explainAlone({ request, status: 403 }).causes[0].code, 'signature_mismatch', request)
  }
})

test('a signature of another kind is not called cut off or missing', () => {
  for (const url of [
    'https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Signature=aa',
    'https://files.example.com/a?Expires=1893456000&Signature=abc&Key-Pair-Id=K1',
    'https://files.example.com/c/b?sv=2020&se=2030-01-01&sig=abc',
  ]) {
    const [first] = explainAlone({ url, status: 403 }).causes
    assert.deepEqual([first.code, first.certainty], ['wrong_service', 'possible'])
  }
  const [unsigned] = explainAlone({ url: 'https://s3.example.com/b/k?a=1', status: 403 }).causes
  assert.equal(unsigned.message, 'The URL has no signature: its query contains none.')
})

test('the example in the documents equals the real result', () => {
  assert.deepEqual(describeExplanation(explainAlone(explainExample.params)), explainExample.result)
})

test('no signature, token or authorization comes back, wherever it is in the input', () => {
  const token = 'SESSIONTOKENSESSIONTOKENSESSION'
  const urls = [
    `https://s3.example.com/b/k?${query({ 'X-Amz-Security-Token': token })}`,
    `https://s3.example.com/b/k?${query({ 'X-Amz-Security-Token': token })}`.replace('?', '%3F'),
    encodeURI(`https://s3.example.com/b/k?${query({ 'X-Amz-Security-Token': token })}`),
    `https://s3.example.com/b/k%2526X-Amz-Signature%253D${signature}`,
  ]
  for (const url of urls) {
    for (const error of [
      xml('NoSuchKey', ''),
      xml('SignatureDoesNotMatch', ''),
      xml('Strange', `X-Amz-Signature=${signature}`),
      undefined,
    ]) {
      const request = `curl -H 'Authorization: Bearer at_${token}' -H 'x-amz-security-token: ${token}' '${url}'`
      for (const input of [
        { url, error },
        { request, error },
      ]) {
        const said = JSON.stringify(describeExplanation(explainAlone(input)))
        assert.ok(!said.includes(token) && !said.includes(signature), said)
      }
    }
  }
})

test('any pasted text gets an explanation, and quickly', () => {
  const long = [
    'https://a/?'.padEnd(16_000, '&'),
    'https://a/'.padEnd(16_000, '/'),
    '%25'.repeat(5000),
    '('.repeat(16_000),
    "'".repeat(16_000),
  ]
  for (const text of long) {
    // CPU time of this thread: other load on the machine does not change it.
    const before = process.threadCpuUsage()
    for (const input of [{ url: text }, { request: `curl ${text}` }, { error: text }, { error: `<Error>${text}` }]) {
      assert.ok(explainAlone(input).causes[0].message !== '')
    }
    // A pattern that backtracks would take minutes.
    assert.ok(process.threadCpuUsage(before).user < 20_000_000)
  }
})
