import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { InvalidArgumentError } from 'commander'
import type { PresetName } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import {
  checkCredential,
  parseAccessKeyId,
  parseBucketPattern,
  parseEnd,
  parseEndpoint,
  readCredentialSecret,
  resolveStore,
  secretVariables,
} from './credential-options.ts'

afterEach(() => {
  for (const name of Object.values(secretVariables)) delete process.env[name]
})

const region = { region: 'fra1', signatureVersion: 'v4' } as const

for (const { title, options, store } of [
  { title: 'without endpoint and preset: AWS', options: {}, store: { preset: 'aws' } },
  {
    title: 'a preset with a region in its endpoint',
    options: { preset: 'spaces' },
    store: { preset: 'spaces', endpoint: 'https://fra1.digitaloceanspaces.com' },
  },
  {
    title: 'a preset with one endpoint for all',
    options: { preset: 'gcs' },
    store: { preset: 'gcs', endpoint: 'https://storage.googleapis.com' },
  },
  {
    title: 'an endpoint that tells its store',
    options: { endpoint: 'https://0123.r2.cloudflarestorage.com' },
    store: { preset: 'r2', endpoint: 'https://0123.r2.cloudflarestorage.com' },
  },
  {
    title: 'an endpoint that tells nothing',
    options: { endpoint: 'https://s3.example.com' },
    store: { preset: 'other', endpoint: 'https://s3.example.com' },
  },
  {
    title: 'a preset that is given goes before what the endpoint tells, and the endpoint before the preset’s',
    options: { preset: 'wasabi', endpoint: 'https://s3.example.com' },
    store: { preset: 'wasabi', endpoint: 'https://s3.example.com' },
  },
] as const) {
  test(title, () => {
    assert.deepEqual(resolveStore({ ...region, ...options }), store)
  })
}

for (const preset of ['r2', 'minio', 'ceph', 'other'] as const satisfies PresetName[]) {
  test(`${preset} needs an endpoint`, () => {
    assert.throws(() => resolveStore({ ...region, preset }), /no endpoint that is known: give it with --endpoint/)
  })
}

test('signature version 2 is refused where the store does not take it', () => {
  const v2 = { region: 'eu-central-003', signatureVersion: 'v2' } as const

  assert.throws(() => resolveStore({ ...v2, preset: 'b2' }), /Backblaze B2 does not take signature version 2/)
  const endpoint = 'https://0123.r2.cloudflarestorage.com'
  assert.throws(() => resolveStore({ ...v2, endpoint }), /Cloudflare R2 does not take/)
  assert.equal(resolveStore({ ...v2, preset: 'ceph', endpoint: 'https://a.example' }).preset, 'ceph')
})

test('a session token and an end belong together', async () => {
  process.env.SIGNPOST_SECRET_ACCESS_KEY = 'a-secret'
  const end = Date.now() + 60_000
  assert.deepEqual(Object.keys(await readCredentialSecret(undefined)), ['secretAccessKey'])
  await assert.rejects(readCredentialSecret(end), /give the session token in SIGNPOST_SESSION_TOKEN/)

  process.env.SIGNPOST_SESSION_TOKEN = 'a-session'

  await assert.rejects(readCredentialSecret(undefined), /give --expires-at/)
  const secret = await readCredentialSecret(end)
  assert.equal(secret.secretAccessKey.reveal(), 'a-secret')
  assert.equal(secret.sessionToken?.reveal(), 'a-session')
})

test('the end of a temporary credential is a time with its zone, in the future', () => {
  assert.equal(parseEnd('2999-11-22T18:00:00Z'), Date.UTC(2999, 10, 22, 18))
  assert.equal(parseEnd('2999-11-22T18:00:00+02:00'), Date.UTC(2999, 10, 22, 16))
  assert.equal(parseEnd('2999-11-22T18:00:00.500Z'), Date.UTC(2999, 10, 22, 18) + 500)
  for (const text of ['2999-11-22T18:00:00', '2999-11-22', '32503680000', 'tomorrow', '2999-13-01T00:00:00Z', '']) {
    assert.throws(() => parseEnd(text), InvalidArgumentError, text)
  }
  assert.throws(() => parseEnd('2020-01-01T00:00:00Z'), /has passed/)
})

test('an endpoint loses the slash at its end, and is an origin', () => {
  assert.equal(parseEndpoint('https://s3.example.com:9000/'), 'https://s3.example.com:9000')
  assert.throws(() => parseEndpoint('https://s3.example.com/bucket'), /must not contain a path/)
  assert.throws(() => parseEndpoint('s3.example.com'), /must start with/)
})

test('bucket patterns are names, or beginnings with a * at the end', () => {
  assert.deepEqual(parseBucketPattern('assets-*', ['my-bucket']), ['my-bucket', 'assets-*'])
  for (const text of ['*', 'a*b', 'UPPER', 'a/b', '', '*a', `${'a'.repeat(64)}`]) {
    assert.throws(() => parseBucketPattern(text), InvalidArgumentError, text)
  }
})

test('an access key ID has no space, slash or line break', () => {
  assert.equal(parseAccessKeyId('GOOG1EXAMPLE+=.'), 'GOOG1EXAMPLE+=.')
  for (const text of ['', 'A B', 'A/B', 'A\n', 'é']) assert.throws(() => parseAccessKeyId(text), InvalidArgumentError)
})

test('a private endpoint is refused unless it is allowed; the public one is never connected to', async () => {
  const facts = { accessKeyId: 'AKID', preset: 'minio', ...region } as const
  const secret = { secretAccessKey: new Secret('a-secret') }
  const config = (allowPrivateEndpoints: boolean) => ({ allowPrivateEndpoints })
  const inside = { ...facts, endpoint: 'http://10.0.0.5:9000' }

  await assert.rejects(checkCredential(inside, secret, config(false)), /SIGNPOST_ALLOW_PRIVATE_ENDPOINTS/)
  await checkCredential(inside, secret, config(true))
  const outside = { ...facts, endpoint: 'https://192.0.2.1.invalid', publicEndpoint: 'http://10.0.0.5:9000' }
  await checkCredential(outside, secret, config(false))
})

test('temporary keys of AWS need their session token', async () => {
  const facts = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', region: 'eu-central-1', signatureVersion: 'v4' } as const
  const secret = { secretAccessKey: new Secret('a-secret') }
  const check = (preset: PresetName, added = {}) =>
    checkCredential({ ...facts, preset }, { ...secret, ...added }, { allowPrivateEndpoints: false })

  await assert.rejects(check('aws'), /begins with ASIA is a temporary one: give the session token in SIGNPOST_SESSION/)
  await check('aws', { sessionToken: new Secret('a-session') })
  await check('other')
})
