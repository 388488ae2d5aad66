import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate, type SampleGateOptions } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { actions } from '../core/actions.ts'
import { AppError } from '../core/app-error.ts'
import type { PresetName } from '../core/model.ts'
import { mergeInput } from './operation.ts'
import { operations } from './registry.ts'
import { signedUrlForFetch } from './signed-url-for-fetch.ts'
import { signedUrlForUpload } from './signed-url-for-upload.ts'

const object = { bucket: 'my-bucket', key_name: 'a.txt' }
const upload = { ...object, acl: 'public-read' }

const several = [
  { name: 'main', accessKeyId: 'AKIDMAIN', isDefault: true },
  { name: 'assets', accessKeyId: 'AKIDASSETS', bucketPatterns: ['assets-*'] },
  { name: 'spare', accessKeyId: 'AKIDSPARE' },
]

for (const { params, signer } of [
  { params: object, signer: 'AKIDMAIN' },
  { params: { ...object, bucket: 'assets-eu' }, signer: 'AKIDASSETS' },
  { params: { ...object, bucket: 'assets-eu', credential: 'main' }, signer: 'AKIDMAIN' },
  { params: { ...object, credential: 'spare' }, signer: 'AKIDSPARE' },
]) {
  test(`${JSON.stringify(params)} is signed by ${signer}`, async () => {
    const { url, events, credentials } = await sign(params, { credentials: several })

    assert.match(new URL(url).searchParams.get('X-Amz-Credential') ?? '', new RegExp(`^${signer}/`))
    const id = credentials.find(({ accessKeyId }) => accessKeyId === signer)?.id
    assert.equal(events[0]?.credentialId, id, 'the event says which credential signed')
  })
}

// The operations on one object. A batch answers for each entry separately.
for (const operation of operations.filter((one) => Object.hasOwn(mergeInput(one).properties, 'credential'))) {
  test(`${operation.name}: nothing distinguishes another account’s credential from one that does not exist`, async () => {
    const own = { name: 'own', isDefault: true }
    const theirs = { name: 'theirs', accountId: 'acc_2', isDefault: true, bucketPatterns: ['my-bucket'] }
    const { params } = operation.examples[0]
    const refusals = await Promise.all(
      ['theirs', 'nobodys'].map(async (credential) => {
        const token = { limits: { allow: actions.map((action) => `${action}:*`) } }
        const { ask } = createSampleGate({ token, credentials: [own, theirs] })
        const text = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
        const error = await ask(operation, { ...text, credential }).then(
          () => assert.fail('signed'),
          (refusal: unknown) => refusal,
        )
        assert.ok(error instanceof AppError)
        return { code: error.code, status: error.status, message: error.message, details: error.details }
      }),
    )

    assert.deepEqual(refusals[0], refusals[1])
    assert.equal(refusals[0]?.code, 'no_credential')
    assert.match(refusals[0]?.message ?? '', /No credential of that name/)
  })
}

test('a token of an account without credentials cannot use another account’s', async () => {
  const theirs = { accountId: 'acc_2', isDefault: true, bucketPatterns: ['my-bucket'] }

  await assert.rejects(sign(object, { credentials: [theirs] }), { code: 'no_credential' })
})

test('when two accounts have credentials with the same name, each uses its own', async () => {
  const credentials = [
    { name: 'aws', accountId: 'acc_1', accessKeyId: 'AKIDMINE' },
    { name: 'aws', accountId: 'acc_2', accessKeyId: 'AKIDTHEIRS' },
  ]
  for (const { accountId, accessKeyId } of credentials) {
    const { url } = await sign({ ...object, credential: 'aws' }, { credentials, token: { accountId } })

    assert.match(url, new RegExp(`X-Amz-Credential=${accessKeyId}%2F`))
  }
})

test('a token that is bound to a credential of another account gets nothing', async () => {
  const theirs = { id: 'cred_theirs', accountId: 'acc_2', isDefault: true }
  const options = { credentials: [{ isDefault: true }, theirs], token: { credentialId: 'cred_theirs' } }

  await assert.rejects(sign(object, options), { code: 'no_credential' })
})

test('a token that is bound to the sandbox never signs with a real credential', async () => {
  const credentials = [
    { id: 'cred_sandbox', name: 'sandbox', accessKeyId: 'S3RVER', isSandbox: true, isDefault: true },
    { name: 'real', isDefault: true },
  ]
  const options = { credentials, token: { credentialId: 'cred_sandbox' } }

  assert.match((await sign(object, options)).url, /X-Amz-Credential=S3RVER%2F/)
  await assert.rejects(sign({ ...object, credential: 'real' }, options), { code: 'no_credential' })
  assert.match((await sign(object, { credentials })).url, /X-Amz-Credential=AKIA/)
})

for (const { preset, headers } of [
  { preset: 'aws', headers: {} },
  { preset: 'other', headers: { 'x-amz-acl': 'public-read' } },
  { preset: 'ceph', headers: { 'x-amz-acl': 'public-read' } },
  { preset: 'wasabi', headers: { 'x-amz-acl': 'public-read' } },
  { preset: 'spaces', headers: { 'x-amz-acl': 'public-read' } },
  { preset: 'gcs', headers: { 'x-amz-acl': 'public-read' } },
] as const) {
  test(`an ACL on ${preset} is signed`, async () => {
    const answer = await sign(upload, { credentials: [createDefault(preset)] })

    assert.deepEqual(answer.headers, headers)
    assert.equal(answer.url.includes('x-amz-acl=public-read'), !('x-amz-acl' in headers))
  })
}

for (const preset of ['r2', 'b2', 'minio'] as const) {
  test(`an ACL on ${preset} is refused with the reason, and private is accepted`, async () => {
    const options = { credentials: [{ ...createDefault(preset), acceptsOpenStore: true }] }

    await assert.rejects(sign(upload, options), (error) => {
      assert.ok(error instanceof AppError)
      assert.deepEqual([error.status, error.details?.[0]?.parameter], [400, 'acl'])
      assert.match(error.details?.[0]?.message ?? '', /^`acl` must be left out or be private: \w/)
      return true
    })
    for (const params of [object, { ...object, acl: 'private' }]) {
      const { url, headers } = await sign(params, options)
      assert.doesNotMatch(url, /acl/)
      assert.deepEqual(headers, {})
    }
  })
}

test('a request that is refused because of its store is recorded as denied', async () => {
  const { ask, events } = createSampleGate({ credentials: [createDefault('r2')] })

  await assert.rejects(ask(signedUrlForUpload, upload))

  const [{ outcome, code, acl } = {}] = events
  assert.deepEqual({ outcome, code, acl }, { outcome: 'denied', code: 'invalid_request', acl: 'public-read' })
})

test('a temporary credential shortens a URL only when the credential expires first', async () => {
  for (const [leftMs, expires_in, seconds] of [
    [100_000, '99', 99],
    [100_000, '100', 100],
    [100_000, '101', 100],
    [1000, '300', 1],
    [604_800_000 * 2, '604800', 604_800],
  ] as const) {
    const credentials = [{ isDefault: true, expiresAt: sampleTime + leftMs }]
    const { url, warnings, expiresAt } = await sign({ ...object, expires_in }, { credentials }, signedUrlForFetch)

    assert.equal(new URL(url).searchParams.get('X-Amz-Expires'), String(seconds))
    assert.equal(Date.parse(expiresAt), sampleTime + seconds * 1000)
    assert.equal(warnings !== undefined, Number(expires_in) > seconds)
  }
})

function createDefault(preset: PresetName) {
  const endpoint = preset === 'aws' ? {} : { endpoint: 'https://s3.example.com' }
  return { preset, isDefault: true, ...endpoint }
}

interface Answer {
  readonly signedUrl: string
  readonly expiresAt: string
  readonly headers: Record<string, string>
  readonly warnings?: string[]
}

/** Signs an upload, unless the parameters say otherwise, and returns the outcome. */
async function sign(params: Record<string, string>, options: SampleGateOptions, operation = signedUrlForUpload) {
  const { ask, events, credentials } = createSampleGate(options)
  const answer = (await ask(operation, params)) as unknown as Answer
  return { ...answer, url: answer.signedUrl, events, credentials }
}
