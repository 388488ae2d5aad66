import fc from 'fast-check'
import type { Operation } from '../../src/operations/operation.ts'
import { mutate, mutations } from './arbitrary-request.ts'
import { hostileParams } from './hostile-params.ts'

/** A value in the place of a right one. */
const oddValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileParams.map(({ value }) => value)) },
  { weight: 3, arbitrary: fc.constantFrom(null, true, 0, -1, 1e300, 0.5, '', [], {}, [[]], '__proto__', '\ud800') },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2000 }).map((length) => Array(length).fill({ key_name: 'a' })) },
)

/** Invalid bodies: cut off, too deep, too long, with duplicate names, not UTF-8. One character a byte. */
const oddTexts = [
  '',
  '{',
  '[]',
  'null',
  '"',
  '{"bucket":"a","bucket":"b"}',
  '{"__proto__":{"bucket":"my-bucket"}}',
  '{"requests":[{"key_name":"a","key_name":"b"}]}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  '{"a":'.repeat(2000),
  `{"bucket":"${'b'.repeat(100_000)}"}`,
  `{"padding":"${'x'.repeat(256 * 1024)}"}`,
  `{${Array.from({ length: 3000 }, (_, index) => `"p${index}":1`).join(',')}}`,
  '\xef\xbb\xbf{}',
  '{"bucket":"\xff\xfe"}',
  '{"bucket":"\xed\xa0\x80"}',
  '{"n":1e999999}',
  'bucket=my-bucket&requests=[]&answer=a',
  'bucket=%zz&&=&answer',
  '--x\r\nContent-Disposition: form-data; name="bucket"\r\n\r\nb\r\n--x--',
]

const types = [
  'application/json',
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  '/',
  '',
]

/**
 * Requests with bodies as bytes (one character a byte) to the operations that accept a body, made from their examples.
 * @param token a valid API token
 * @throws Error when no operation has an example with a body
 */
export function createArbitraryPost(operations: readonly Operation[], token: string): fc.Arbitrary<string> {
  const calls = operations
    .filter(({ input }) => input.body !== undefined)
    .flatMap(({ path, examples }) => examples.map(({ params }) => ({ path, params })))
  return fc
    .record({
      call: fc.constantFrom(...calls),
      changes: fc.array(fc.tuple(fc.nat(), oddValue), { maxLength: 3 }),
      oddText: fc.option(fc.constantFrom(...oddTexts), { freq: 3 }),
      type: fc.constantFrom(...types),
      framing: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('length', 'chunked') },
        { weight: 1, arbitrary: fc.constantFrom('short', 'long', 'both') },
      ),
      hasToken: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
      mutations,
    })
    .map(({ call: { path, params }, changes, oddText, type, framing, hasToken, mutations: found }) => {
      const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name]))
      const changed = Object.fromEntries(Object.entries(params).filter(([name]) => !path.includes(`{${name}}`)))
      for (const [at, value] of changes) putAnywhere(changed, at, value)
      const body = oddText ?? Buffer.from(JSON.stringify(changed)).toString('latin1')
      const lines = [
        `POST ${target} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
        ...(hasToken ? [`Authorization: Bearer ${token}`] : []),
        ...(type === '' ? [] : [`Content-Type: ${type}`]),
      ]
      return found.reduce(mutate, frame(lines, body, framing))
    })
}

/** Puts a value into an object: it replaces a member or a part of a list, or becomes an unknown member. */
function putAnywhere(object: Record<string, unknown>, at: number, value: unknown): void {
  const names = [...Object.keys(object), 'beside']
  const name = names[at % names.length] ?? ''
  const found = object[name]
  if (!Array.isArray(found) || at % 3 === 0) object[name] = value
  else object[name] = found.map((entry, index) => (index === at % found.length ? putInto(entry, at, value) : entry))
}

/** Puts a value into an entry of a list. It replaces an entry that is not an object entirely. */
function putInto(entry: unknown, at: number, value: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return value
  const members = Object.keys(entry)
  return { ...entry, [members[at % members.length] ?? 'beside']: value }
}

/** Frames the body: with the right length, a wrong one, or in two ways at once, as in request smuggling. */
function frame(lines: readonly string[], body: string, framing: string): string {
  const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  const length = { short: body.length - 1, long: body.length + 1 }[framing] ?? body.length
  const hasLength = framing !== 'chunked'
  const isChunked = framing === 'chunked' || framing === 'both'
  const headers = [
    ...lines,
    ...(hasLength ? [`Content-Length: ${Math.max(0, length)}`] : []),
    ...(isChunked ? ['Transfer-Encoding: chunked'] : []),
  ]
  return `${headers.join('\r\n')}\r\n\r\n${isChunked ? (body === '' ? '0\r\n\r\n' : chunked) : body}`
}
