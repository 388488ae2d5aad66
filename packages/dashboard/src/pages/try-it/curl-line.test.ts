import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { type SentRequest, toCurl } from './curl-line.ts'

const token = 'at_secret'
const authorization = `Bearer ${token}`

test('a GET of the gateway has its parameters one by one, and a variable for the token', () => {
  const url = 'https://sign.example.com/awss3/object?bucket=b&metadata%5Ba%5D=1%262'

  assert.equal(
    toCurl({ method: 'GET', url, headers: { authorization } }, token, false),
    [
      'curl -G',
      'https://sign.example.com/awss3/object',
      '-H "Authorization: Bearer $SIGNPOST_TOKEN"',
      '--data-urlencode bucket=b',
      "--data-urlencode 'metadata[a]=1&2'",
    ].join(' \\\n  '),
  )
})

test('the command contains the token on request', () => {
  const line = toCurl({ method: 'GET', url: 'https://a/b', headers: { authorization } }, token, true)

  assert.match(line, /'Authorization: Bearer at_secret'/)
})

for (const [what, request, start] of [
  ['a DELETE', { method: 'DELETE', url: 'https://a/b?k=1', headers: { authorization } }, 'curl -X DELETE'],
  ['a HEAD', { method: 'HEAD', url: 'https://a/b', headers: {} }, 'curl -I'],
  ['a POST with a body', { method: 'POST', url: 'https://a/b', headers: {}, body: '{}' }, 'curl \\'],
  ['a POST without one', { method: 'POST', url: 'https://a/b', headers: {} }, 'curl -X POST'],
  ['a PUT of a file', { method: 'PUT', url: 'https://a/b', headers: {}, body: { fileName: 'a b' } }, 'curl \\'],
] as const) {
  test(`${what} starts with ${start}`, () => {
    assert.equal(toCurl(request, token, false).startsWith(start), true)
  })
}

/** Returns the arguments that a shell passes to the program, one per line. */
function runShell(line: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${line}`
  const env = { SIGNPOST_TOKEN: token }
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1)
}

test('a shell passes on exactly what was sent', () => {
  const value = `it's "x" $HOME \`id\` \\ \n é`
  const request: SentRequest = {
    method: 'PUT',
    url: `https://a/b?X-Amz-Signature=1&k=${encodeURIComponent("a'b")}`,
    headers: { authorization, 'x-amz-meta-a': value, 'x-both': `$A\` "${token}" \\` },
    body: { fileName: "it's; rm -rf.txt" },
  }

  for (const showsToken of [true, false]) {
    assert.deepEqual(runShell(toCurl(request, token, showsToken)), [
      request.url,
      ...['-H', `Authorization: ${authorization}`, '-H', `X-Amz-Meta-A: ${value}`],
      ...['-H', `X-Both: $A\` "${token}" \\`, '-T', "it's; rm -rf.txt"],
    ])
  }
})
