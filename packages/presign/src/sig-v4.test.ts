import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCredentialScopes } from './sig-v4.ts'

const credentials = { accessKeyId: 'AKID/+', secretAccessKey: 'secret' }
const noon = Date.UTC(2026, 0, 15, 12) / 1000
const day = 86_400

test('percent-encodes the access key id once, and writes the requested second', () => {
  const findScope = createCredentialScopes(credentials)
  assert.equal(
    findScope('eu-central-1', noon).queryPrefix,
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F%2B%2F20260115%2Feu-central-1%2Fs3%2Faws4_request' +
      '&X-Amz-Date=20260115T120000Z&X-Amz-Expires=',
  )
  assert.match(findScope('eu-central-1', noon + 1).queryPrefix, /X-Amz-Date=20260115T120001Z/)
  assert.match(findScope('eu-central-1', noon).stringToSignPrefix, /^AWS4-HMAC-SHA256\n20260115T120000Z\n20260115\//)
})

test('caches the signing key of a day and region, and drops the oldest', () => {
  const findScope = createCredentialScopes(credentials)
  const { sign } = findScope('eu-central-1', noon)
  assert.equal(findScope('eu-central-1', noon + 60).sign, sign)
  findScope('us-east-1', noon)
  findScope('eu-central-1', noon + day)
  assert.equal(findScope('eu-central-1', noon).sign, sign)
  for (const later of [2, 3, 4]) findScope('eu-central-1', noon + later * day)
  assert.notEqual(findScope('eu-central-1', noon).sign, sign)
})

test('a cached credential scope signs for the right day, region and second', () => {
  const findScope = createCredentialScopes(credentials)
  const moments = [0, 1, 2, 3, 4, 5, 6].flatMap((days) =>
    ['a', 'b'].map((region) => [region, noon + days * day] as const),
  )
  for (const [region, second] of [...moments, ...moments.toReversed(), ...moments]) {
    const fresh = createCredentialScopes(credentials)(region, second)
    const found = findScope(region, second)
    assert.equal(found.stringToSignPrefix, fresh.stringToSignPrefix)
    assert.equal(found.queryPrefix, fresh.queryPrefix)
    assert.equal(found.sign('text'), fresh.sign('text'))
  }
})
