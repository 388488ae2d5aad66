import fc from 'fast-check'
import { mergeInput } from '../../src/operations/operation.ts'
import { dropBraces } from '../../src/operations/operation-path.ts'
import { operations } from '../../src/operations/registry.ts'
import { hostileParams } from './hostile-params.ts'

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'FOO']

/** Values for a path parameter. */
const segments = ['2~a', 'x', '%00', '%ff', '..', '%2e%2e', '%2F', '', 'a%20b', 'k'.repeat(2000)]

/** Method and path of every operation, in both URL formats. */
const targets = operations.flatMap(({ method, path }) =>
  [...new Set([path, dropBraces(path)])].map((text) => ({ method, text })),
)

const otherPaths = [
  '/awss3/openapi',
  '/awss3/definition',
  '/awss3',
  '/openapi.json',
  '/docs/errors',
  '/llms.txt',
  '/healthz',
  '/readyz',
  '/awss3/signed_url',
  '/nothing/here',
  '/awss3/signed-url/..%2f..',
  '//awss3/signed-url',
  '/%00',
  '*',
  'http://evil.example/awss3/signed-url',
  'http://localhost/awss3/signed-url',
]

const names = [
  ...['bucket', 'key_name', 'type', 'acl', 'expires_in', 'credential'],
  ...['api_token', 'expire_in', '__proto__', 'constructor', 'metadata[a]', 'tags[__proto__]', 'requests[0].key_name'],
  ...new Set(operations.flatMap((operation) => Object.keys(mergeInput(operation).properties))),
]

const values = [
  'my-bucket',
  'a.txt',
  'upload',
  'get',
  'private',
  'public-read',
  '300',
  '0',
  '-1',
  '1e3',
  '604801',
  'NaN',
  '',
  '%00',
  '%ff',
  '%zz',
  '%',
  '%F0%9F%98%80',
  '%ED%A0%80',
  '..%2F..%2Fetc%2Fpasswd',
  'a%2Fb%2F..%2Fc',
  'evil.com%2Fx',
  '%0d%0aSet-Cookie:x',
  '[object Object]',
  'true',
  'null',
  '{"a":1}',
  '99999999999999999999',
  'xn--a',
  '+',
  '%2B',
  '%25',
  '%252F',
  '\u00ff',
]

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
})
const latin1 = fc.string({
  unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
})
const long = fc.integer({ min: 900, max: 12_000 }).map((length) => 'k'.repeat(length))
const value = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...values) },
  { weight: 3, arbitrary: visible },
  { weight: 1, arbitrary: long },
)
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: visible })
const pair = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(name, value).map(([left, right]) => `${left}=${right}`) },
  { weight: 1, arbitrary: name },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...hostileParams)
      .map(({ parameter, value: hostile }) => `${parameter}=${encodeURIComponent(hostile)}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('key_name/a/b.txt', 'key_name/', '=', '&&', '?', '#', ';a=b') },
)
const operationTarget = fc
  .record({ target: fc.constantFrom(...targets), segment: fc.constantFrom(...segments) })
  .map(({ target: { method, text }, segment }) => ({ method, path: text.replace(/\{\w+\}/, segment) }))
const otherTarget = fc.record({
  method: fc.constantFrom(...methods),
  path: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...operations.map(({ path }) => path)) },
    { weight: 6, arbitrary: fc.constantFrom(...otherPaths) },
    { weight: 1, arbitrary: visible.map((text) => `/${text}`) },
  ),
})
const target = fc.oneof({ weight: 3, arbitrary: operationTarget }, { weight: 2, arbitrary: otherTarget })
const header = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'Accept: text/html',
      'Authorization: Basic eA==',
      'Authorization: Bearer',
      'Authorization: Bearer at_wrong',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'Content-Type: application/json',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      'Expect: 100-continue',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'Origin: https://evil.example',
      'If-None-Match: *',
      'X-Forwarded-For: 1.2.3.4, x',
      'Upgrade: websocket',
    ),
  },
  { weight: 1, arbitrary: latin1.map((text) => `X-Odd: ${text}`) },
)

/** The change of one byte of a request: replaced, dropped or doubled. */
interface Mutation {
  /** The position, as a fraction of the length. */
  readonly at: number
  readonly kind: 'replace' | 'drop' | 'double'
  readonly byte: number
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('replace', 'drop', 'double'),
  byte: fc.integer({ min: 0, max: 255 }),
})

/** The mutations of a request: mostly none. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.array(mutation, { maxLength: 2 }) },
)

/**
 * Requests as bytes (one character a byte): mostly almost valid, with odd names, values, headers and bodies, some
 * with single bytes mutated.
 * @param token a valid API token, so that not all requests fail the authentication
 */
export function createArbitraryRequest(token: string): fc.Arbitrary<string> {
  return fc
    .record({
      target,
      pairs: fc.array(pair, { maxLength: 6 }),
      hasBasics: fc.boolean(),
      hasToken: fc.boolean(),
      headers: fc.array(header, { maxLength: 3 }),
      body: fc.constantFrom('', '', '', 'hello', '{"bucket":"b"}'),
      mutations,
    })
    .map((parts) => {
      const basics = parts.hasBasics ? ['bucket=my-bucket', 'key_name=a.txt'] : []
      const query = [...basics, ...parts.pairs].join('&')
      const lines = [
        `${parts.target.method} ${parts.target.path}${query === '' ? '' : `?${query}`} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
        ...(parts.hasToken ? [`Authorization: Bearer ${token}`] : []),
        ...(parts.body === '' ? [] : [`Content-Length: ${parts.body.length}`]),
        ...parts.headers,
      ]
      return parts.mutations.reduce(mutate, `${lines.join('\r\n')}\r\n\r\n${parts.body}`)
    })
}

/** Applies a mutation to a request, one character a byte. */
export function mutate(request: string, { at, kind, byte }: Mutation): string {
  const index = Math.floor(at * (request.length - 1))
  const replacement =
    kind === 'drop' ? '' : kind === 'double' ? request.charAt(index).repeat(2) : String.fromCharCode(byte)
  return request.slice(0, index) + replacement + request.slice(index + 1)
}
