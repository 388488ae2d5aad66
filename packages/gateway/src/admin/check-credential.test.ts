import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beRefusedBy, sampleSecrets } from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import type { PresetName } from '../core/model.ts'
import { checkCredential, toSecret } from './check-credential.ts'

const { secretAccessKey, sessionToken } = sampleSecrets
const strict = { allowPrivateEndpoints: false, allowLoopbackEndpoints: false }
const region = { region: 'fra1', signatureVersion: 'v4' } as const

test('a session token and an end belong together, and the end is in the future', async () => {
  const expiresAt = sampleTime + 1

  assert.deepEqual(toSecret({ secretAccessKey }, sampleTime), { secretAccessKey })
  assert.deepEqual(toSecret({ secretAccessKey, sessionToken, expiresAt }, sampleTime), {
    secretAccessKey,
    sessionToken,
  })
  const withoutEnd = await refuse(() => toSecret({ secretAccessKey, sessionToken }, sampleTime))
  assert.match(withoutEnd.message, /^`expiresAt` is required/)
  const withoutToken = await refuse(() => toSecret({ secretAccessKey, expiresAt }, sampleTime))
  assert.match(withoutToken.message, /^`sessionToken` is required/)
  const late = await refuse(() => toSecret({ secretAccessKey, sessionToken, expiresAt }, expiresAt))
  assert.equal(late.message, '`expiresAt` has passed')
})

test('a private endpoint is refused unless it is allowed; a private public endpoint is accepted, because the gateway never connects to it', async () => {
  const credential = { accessKeyId: 'AKID', preset: 'minio', ...region } as const
  const allow = (allowPrivateEndpoints: boolean) => ({ allowPrivateEndpoints, allowLoopbackEndpoints: true })
  const inside = { ...credential, endpoint: 'http://10.0.0.5:9000' }

  const { message } = await beRefusedBy(checkCredential(inside, { secretAccessKey }, allow(false)))
  assert.match(message, /^`endpoint` has a private.*SIGNPOST_ALLOW_PRIVATE_ENDPOINTS/)
  await checkCredential(inside, { secretAccessKey }, allow(true))
  const outside = { ...credential, endpoint: 'https://192.0.2.1.invalid', publicEndpoint: 'http://10.0.0.5:9000' }
  await checkCredential(outside, { secretAccessKey }, allow(false))
})

for (const field of ['endpoint', 'publicEndpoint'] as const) {
  for (const address of [
    'http://127.0.0.1:9000',
    'http://localhost:9000',
    'http://[::1]:9000',
    'http://s3.localhost',
  ]) {
    test(`a new ${field} that is this machine itself (${address}) is accepted only where that is allowed`, async () => {
      const credential = { accessKeyId: 'AKID', preset: 'minio', ...region } as const
      const local = { ...credential, endpoint: 'https://192.0.2.1.invalid', [field]: address }
      const secret = { secretAccessKey }

      const { message } = await beRefusedBy(checkCredential(local, secret, strict))
      assert.match(message, new RegExp(`^\`${field}\` must not be this machine itself: .*SIGNPOST_ALLOW_PRIVATE`))
      await checkCredential(local, secret, { ...strict, allowLoopbackEndpoints: true })
      // An endpoint that is stored already stays valid when another field changes.
      await checkCredential(local, secret, strict, { [field]: address })
    })
  }
}

test('temporary keys of AWS need their session token', async () => {
  const credential = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', region: 'eu-central-1', signatureVersion: 'v4' } as const
  const check = (preset: PresetName, added = {}) =>
    checkCredential({ ...credential, preset }, { secretAccessKey, ...added }, strict)

  const { message } = await beRefusedBy(check('aws'))
  assert.match(message, /^`sessionToken` is required, and so is `expiresAt`: .* begins with ASIA is temporary/)
  await check('aws', { sessionToken })
  await check('other')
})

/** Returns the message with which a function refuses. */
function refuse(act: () => unknown) {
  return beRefusedBy((async () => act())())
}
