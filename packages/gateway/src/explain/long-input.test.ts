import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownKey } from './compare-signature.ts'
import { type ExplainInput, explain } from './explain.ts'
import { readPaste } from './read-paste.ts'

const query =
  'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260115%2Feu-central-1%2Fs3%2Faws4_request' +
  `&X-Amz-Date=20260115T120000Z&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=${'f00dfeed'.repeat(8)}`
const now = Date.parse('2026-01-15T12:01:00Z')

/** Makes a stored key. @param isOwn whether the key has signed a text */
function keyOf(isOwn: (text: string) => boolean): KnownKey {
  const endpoint = 'https://s3.example.com'
  return {
    name: 'store',
    place: { region: 'eu-central-1', preset: 'other', endpoint, addressing: 'path' },
    expiresAt: undefined,
    check: {
      isTemporary: false,
      isSessionToken: () => false,
      compare: ({ text }) => (isOwn(text) ? 'same' : 'other'),
    },
  }
}

/** Counts the comparisons of an input with a stored key that has signed nothing of it. */
function countComparisons(input: ExplainInput): number {
  let comparisons = 0
  const key = keyOf(() => {
    comparisons++
    return false
  })
  explain(input, { now, findKeys: () => [key] })
  return comparisons
}

/** Measures how long a function runs, in milliseconds: the shortest of ten runs, because other load only adds time. */
function measureLeast(work: () => unknown): number {
  const times = Array.from({ length: 10 }, () => {
    const startedAt = performance.now()
    work()
    return performance.now() - startedAt
  })
  return Math.min(...times)
}

const explainError = (error: string) => explain({ error }, { now, findKeys: () => [keyOf(() => false)] })

const urlOf = (path: string) => `curl 'https://s3.example.com/${path}?${query}'`

test('a long URL is compared less often, and a path that is too long for any key is not compared with other paths', () => {
  const usual = countComparisons({ request: urlOf('b/in/a.pdf') })
  assert.ok(usual > 100)
  for (const path of ['a/'.repeat(30_000), `b${'/'.repeat(60_000)}a`, `b/${'.'.repeat(60_000)}a`]) {
    const comparisons = countComparisons({ request: urlOf(path) })
    assert.ok(comparisons > 0 && comparisons < 100, `${comparisons}`)
  }
  assert.ok(countComparisons({ request: urlOf('a/'.repeat(1700)) }) < usual * 10)
})

test('no text takes disproportionately long to read', () => {
  const plain = 'words '.repeat(10_000)
  const usual = measureLeast(() => explainError(plain))
  for (const error of [
    `status${' '.repeat(60_000)}x`,
    'status '.repeat(9000),
    'http://'.repeat(9000),
    'http://a?'.repeat(7000),
    `HTTP/1.1 403 x\n${'a:'.repeat(30_000)}\0`,
    `<Error><Code>X</Code>${'<a>'.repeat(20_000)}</Error>`,
    `policy condition failed:${' '.repeat(60_000)}`,
    `<Error><Code>Foo</Code><Message>${'secret-'.repeat(9000)}</Message></Error>`,
  ]) {
    const milliseconds = measureLeast(() => explainError(error))
    assert.ok(milliseconds < usual * 100, `${error.slice(0, 30)}…: ${milliseconds} to ${usual}`)
  }
})

test('a quotation mark that is never closed makes a paste no slower', () => {
  const lines = 'it is\n'.repeat(40_000)
  const time = (text: string) => measureLeast(() => readPaste(text))
  assert.ok(time(`curl 'a\n${lines}`) < time(`curl 'a'\n${lines}`) * 100)
})

test('finds a slash that was lost after letters of two code units', () => {
  // The hash for GET /b/🙂//a.
  const signed = '791e81caf146829c3a9a9dacbb198d4094b776db67ec81e65c9f366cb7d9bbae'
  const { causes } = explain(
    { request: urlOf('b/%F0%9F%99%82/a') },
    { now, findKeys: () => [keyOf((text) => text.endsWith(signed))] },
  )
  assert.deepEqual([causes[0].code, /“\/b\/🙂\/\/a”/.test(causes[0].message)], ['slash_lost', true])
})
