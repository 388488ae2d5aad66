import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, findDeviations } from '../samples/document-responses.ts'

const response = {
  headers: {
    'X-Request-Id': { required: true, schema: { type: 'string' } },
    'Retry-After': { schema: { type: 'integer', minimum: 1 } },
  },
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string', enum: ['known'] }, headers: { type: 'object' } },
      },
    },
  },
}

const good = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': '1', 'retry-after': '2' },
  body: { code: 'known', headers: { free: 1 } },
}

/** A check that cannot fail proves nothing, so `findDeviations` has to find each of these. */
const cases = [
  { name: 'a value outside the enum', answer: { ...good, body: { code: 'other' } } },
  { name: 'a missing field', answer: { ...good, body: {} } },
  { name: 'an undocumented field', answer: { ...good, body: { code: 'known', extra: 1 } } },
  { name: 'a missing header', answer: { ...good, headers: { 'content-type': 'application/json' } } },
  { name: 'a wrong header', answer: { ...good, headers: { ...good.headers, 'retry-after': '0' } } },
  {
    name: 'an undocumented content type',
    answer: { ...good, headers: { ...good.headers, 'content-type': 'text/plain' } },
  },
]

test('an answer that matches its documentation has no deviation', () => {
  assert.deepEqual(findDeviations(response, toAnswer(good)), [])
})

for (const { name, answer } of cases) {
  test(`finds ${name}`, () => {
    assert.notDeepEqual(findDeviations(response, toAnswer(answer)), [])
  })
}

test('finds an undocumented status', () => {
  assert.deepEqual(findDeviations(undefined, toAnswer(good)), ['the status 200 is not documented'])
})

function toAnswer({
  status,
  headers,
  body,
}: {
  status: number
  headers: Record<string, string>
  body: unknown
}): Answer {
  return { status, headers: new Headers(headers), body }
}
