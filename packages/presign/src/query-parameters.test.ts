import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PresignError, type PresignErrorCode } from './presign-error.ts'
import { checkQueryParameters } from './query-parameters.ts'

test('accepts parameters that S3 reads from the query', () => {
  const query = {
    'response-content-disposition': 'attachment; filename="a b.txt"',
    versionId: 'v.1_-',
    partNumber: '7',
    'list-type': '2',
    prefix: 'größe/',
    acl: '',
    'x-id': 'GetObject',
    'x-amz-request-payer': 'requester',
    'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
  }
  assert.deepEqual(checkQueryParameters(query), Object.entries(query))
})

const refusals: readonly (readonly [name: string, value: string, code: PresignErrorCode, rule: RegExp])[] = [
  ['', 'x', 'invalid_query', /not empty/],
  ['\ud83d', 'x', 'invalid_query', /well-formed/],
  ['a', '\ud83d', 'invalid_query', /well-formed/],
  ['a', 7 as unknown as string, 'invalid_query', /must be a string/],
  ['response-content-type', 'a\r\nb', 'invalid_query', /line break/],
  ['response-content-disposition', 'attachment; filename="né.txt"', 'invalid_query', /RFC 5987/],
  ['x-amz-acl', 'public-read', 'reserved_query', /use `acl`/],
  ['X-Amz-Content-Sha256', 'e3'.repeat(32), 'query_not_honoured', /`headers`/],
]

for (const [name, value, code, rule] of refusals) {
  test(`refuses ${JSON.stringify(name)}: ${JSON.stringify(value)} as ${code}`, () => {
    assert.throws(
      () => checkQueryParameters({ [name]: value }),
      (error) => error instanceof PresignError && error.code === code && rule.test(error.message),
    )
  })
}

test('refuses the parameters of the signature in any case', () => {
  const names =
    'X-Amz-Algorithm X-Amz-Credential X-Amz-Date X-Amz-Expires X-Amz-Security-Token X-Amz-Signature X-Amz-SignedHeaders ' +
    'AWSAccessKeyId Expires Signature'
  for (const name of names.split(' ').flatMap((one) => [one, one.toLowerCase(), one.toUpperCase()])) {
    assert.throws(
      () => checkQueryParameters({ [name]: 'x' }),
      (error) => error instanceof PresignError && error.code === 'reserved_query',
      name,
    )
  }
})
