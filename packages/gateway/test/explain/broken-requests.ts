import { type BrokenCase, bucket } from './broken-case.ts'
import { endSessionKeys } from './session-keys.ts'

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const upload = { method: 'PUT', key: 'in/upload.txt' } as const
const v2 = { signatureVersion: 'v2' } as const

/** Requests that differ from what the URL was signed for. */
export const brokenRequests: readonly BrokenCase[] = [
  {
    title: 'an upload URL opened in a browser',
    expected: ['wrong_method'],
    make: ({ sign, send }) => send(sign(upload)),
  },
  {
    title: 'a download URL used for an upload',
    expected: ['wrong_method'],
    make: ({ sign, run }) => run(`curl -T /etc/hostname ${quote(sign())}`),
  },
  {
    title: 'HEAD with a URL for GET',
    expected: ['wrong_method'],
    make: ({ sign, run }) => run(`curl -I ${quote(sign())}`),
  },
  {
    title: 'GET with a URL for HEAD',
    expected: ['wrong_method'],
    make: async ({ sign, send }) => {
      const url = sign({ method: 'HEAD' })
      return send(url)
    },
  },
  {
    title: 'DELETE with a URL for GET',
    expected: ['wrong_method'],
    make: ({ sign, run }) => run(`curl -X DELETE ${quote(sign())}`),
  },
  {
    title: 'POST where PUT was signed, because curl has data',
    expected: ['wrong_method'],
    make: ({ sign, run }) => run(`curl --data-binary @/etc/hostname ${quote(sign(upload))}`),
  },
  {
    title: 'a form where PUT was signed',
    expected: ['wrong_method'],
    make: ({ sign, run }) => run(`curl -F file=@/etc/hostname ${quote(sign(upload))}`),
  },
  {
    title: 'a wrong method, SigV2',
    expected: ['wrong_method'],
    make: ({ sign, run }) => run(`curl -X PUT ${quote(sign({}, v2))}`),
  },
  {
    title: 'a signed Content-Type left out',
    expected: ['header_missing'],
    make: ({ sign, run }) =>
      run(`curl -T /etc/hostname ${quote(sign({ ...upload, headers: { 'content-type': 'image/png' } }))}`),
  },
  {
    title: 'a Content-Type other than the signed one',
    expected: ['header_changed'],
    make: ({ sign, run }) =>
      run(
        `curl -T /etc/hostname -H 'Content-Type: image/jpeg' ${quote(sign({ ...upload, headers: { 'content-type': 'image/png' } }))}`,
      ),
  },
  {
    title: 'the Content-Type that curl adds to data',
    expected: ['header_changed'],
    says: /application\/x-www-form-urlencoded/,
    make: ({ sign, run }) =>
      run(`curl -X PUT -d hello ${quote(sign({ ...upload, headers: { 'content-type': 'text/plain' } }))}`),
  },
  {
    title: 'signed metadata left out',
    expected: ['header_missing'],
    make: ({ sign, run }) =>
      run(`curl -T /etc/hostname ${quote(sign({ ...upload, headers: { 'x-amz-meta-invoice': '17' } }))}`),
  },
  {
    title: 'signed metadata with another value',
    expected: ['header_changed'],
    make: ({ sign, run }) =>
      run(
        `curl -T /etc/hostname -H 'x-amz-meta-invoice: 18' ${quote(sign({ ...upload, headers: { 'x-amz-meta-invoice': '17' } }))}`,
      ),
  },
  {
    title: 'an ACL where the URL was signed without one',
    expected: ['header_added'],
    make: ({ sign, run }) =>
      run(
        `curl -T /etc/hostname -H 'x-amz-acl: public-read' ${quote(sign({ ...upload, absentHeaders: ['x-amz-acl', 'x-amz-copy-source'] }))}`,
      ),
  },
  {
    title: 'a Content-Type under SigV2',
    expected: ['content_type_v2'],
    make: ({ sign, run }) => run(`curl -X PUT -H 'Content-Type: text/plain' -d hello ${quote(sign(upload, v2))}`),
  },
  {
    title: 'the Content-Type of SigV2 left out',
    expected: ['content_type_v2'],
    make: ({ sign, run }) =>
      run(`curl -T /etc/hostname ${quote(sign({ ...upload, headers: { 'content-type': 'text/plain' } }, v2))}`),
  },
  {
    title: 'metadata under SigV2 that was not signed',
    expected: ['header_added'],
    make: ({ sign, run }) =>
      run(`curl -T /etc/hostname -H 'Content-Type:' -H 'x-amz-meta-a: b' ${quote(sign(upload, v2))}`),
  },
  {
    title: 'the Bearer token sent on to S3',
    expected: ['authorization_sent'],
    make: ({ sign, run }) => run(`curl -H 'Authorization: Bearer at_secret-of-a-test' ${quote(sign())}`),
  },
  {
    title: 'a stream without a length',
    expected: ['MissingContentLength'],
    make: ({ sign, run }) => run(`echo hello | curl -T - ${quote(sign(upload))}`),
  },
  {
    title: 'a body that does not fit the signed MD5',
    expected: ['BadDigest'],
    make: ({ sign, run }) =>
      run(
        `curl -X PUT -d hello -H 'Content-Type:' -H 'Content-MD5: XrY7u+Ae7tCTyyK7j1rNww==' ${quote(sign({ ...upload, headers: { 'content-md5': 'XrY7u+Ae7tCTyyK7j1rNww==' } }))}`,
      ),
  },
  {
    title: 'an MD5 in hexadecimal',
    expected: ['InvalidDigest'],
    make: ({ sign, run }) =>
      run(
        `curl -X PUT -d hello -H 'Content-Type:' -H 'Content-MD5: 5d41402abc4b2a76b9719d911017c592' ${quote(sign({ ...upload, headers: { 'content-md5': '5d41402abc4b2a76b9719d911017c592' } }))}`,
      ),
  },
  {
    title: 'a length other than the signed one',
    expected: ['length_changed'],
    make: ({ sign, run }) =>
      run(`curl -X PUT -d hello -H 'Content-Type:' ${quote(sign({ ...upload, headers: { 'content-length': '6' } }))}`),
  },
  {
    title: 'a file that is longer than was signed',
    expected: ['length_changed'],
    make: ({ sign, run }) =>
      run(`curl -T /etc/passwd ${quote(sign({ ...upload, headers: { 'content-length': '6' } }))}`),
  },
  {
    title: 'an object that exists and must not be replaced',
    expected: ['PreconditionFailed'],
    make: ({ sign, run }) =>
      run(
        `curl -T /etc/hostname -H 'If-None-Match: *' ${quote(sign({ method: 'PUT', headers: { 'if-none-match': '*' } }))}`,
      ),
  },
  {
    title: 'a range beyond the end of the object',
    expected: ['InvalidRange'],
    make: ({ sign, run }) => run(`curl -r 1000-2000 ${quote(sign())}`),
  },
  {
    title: 'the host rewritten by a proxy',
    expected: ['host_changed'],
    make: ({ sign, run }) => run(`curl -H 'Host: internal.example.com' ${quote(sign())}`),
  },
  {
    title: 'a CORS preflight that no rule of the bucket answers',
    expected: ['cors'],
    make: ({ sign, run }) =>
      run(
        `curl -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: PUT' ${quote(sign(upload))}`,
      ),
  },
  {
    title: 'a web page of another origin, as Chrome reports it',
    expected: ['cors'],
    make: async ({ sign }) => {
      const url = sign(upload)
      const error = `Access to fetch at '${url}' from origin 'https://app.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.`
      return { error }
    },
  },
  {
    title: 'a command copied for cmd.exe, run long after the URL was signed',
    expected: ['expired'],
    make: async ({ sign, send }) => {
      const { url, error, status } = await send(sign({ signedAt: Date.now() - 3_600_000 }))
      const escaped = url.replaceAll('%', '^%').replaceAll('&', '^&')
      return { request: `curl ^"${escaped}^" ^\r\n  -H ^"Accept: */*^"`, error, status }
    },
  },
  {
    title: 'a URL without quotation marks, with options after it',
    expected: ['cut_at_ampersand'],
    make: ({ sign, run }) => run(`curl ${sign(upload)} -X PUT`),
  },
  {
    title: 'an access key ID that nobody has',
    expected: ['unknown_key'],
    make: ({ sign, send }) =>
      send(sign({}, { user: { accessKeyId: 'AKIDNOBODY', secret: 'none', region: 'us-east-1' } })),
  },
  {
    title: 'the wrong secret',
    expected: ['not_this_secret'],
    make: ({ sign, send }) =>
      send(sign({}, { user: { accessKeyId: 'AKIDALICE', secret: 'the wrong one', region: 'us-east-1' } })),
  },
  {
    title: 'keys of another user, who has no right',
    expected: ['no_right'],
    make: ({ sign, send }) => send(sign({ bucket: 'bobs-bucket' })),
  },
  {
    title: 'the session token left out',
    expected: ['session_token_missing'],
    make: ({ sign, send, session }) => send(sign({}, { user: session }).replace(/&X-Amz-Security-Token=[^&]*/, '')),
  },
  {
    title: 'a session token that was changed',
    expected: ['session_token_wrong'],
    make: ({ sign, send, session }) =>
      send(sign({}, { user: session }).replace(/(X-Amz-Security-Token=.{20})..../, '$1abcd')),
  },
  {
    title: 'a session that has expired',
    expected: ['session_ended'],
    make: ({ sign, send, session }) => send(sign({}, { user: endSessionKeys(session) })),
  },
  {
    title: 'an object that does not exist',
    expected: ['NoSuchKey'],
    make: ({ sign, send }) => send(sign({ key: 'nowhere.pdf' })),
  },
  {
    title: 'a version that does not exist',
    expected: ['NoSuchVersion'],
    make: ({ sign, send }) => send(sign({ query: { versionId: 'abc' } })),
  },
  {
    title: 'the bucket repeated in the key',
    expected: ['bucket_twice'],
    make: ({ sign, send }) => send(sign({ key: `${bucket}/docs/report.pdf` })),
  },
]
