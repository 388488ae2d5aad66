import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import type { AppError } from '../core/app-error.ts'
import type { Credential } from '../core/model.ts'
import { defineOperation } from '../operations/operation.ts'
import { signedUrl } from '../operations/signed-url.ts'
import { toUploadHeaders, uploadFields } from '../operations/upload-options.ts'
import { listObjectsV2 } from '../s3/requests/list-objects-v2.ts'
import { unaskedGuards } from '../s3/store-guards.ts'

test('an operation sends requests to the store with the credential, in the bucket’s region', async () => {
  const asked: unknown[] = []
  const sample = createSampleGate({
    dependencies: {
      buckets: { check: () => ({ region: 'us-west-2', warnings: [] }) },
      guards: unaskedGuards,
      s3: {
        async call({ credential }, request, options) {
          asked.push(credential.id, request, options)
          return { objects: [] } as never
        },
      },
    },
  })
  const request = listObjectsV2({ bucket: 'my-bucket' })
  const listing = defineOperation({
    ...signedUrl,
    async handle(_params, [access], { resolveAccess }) {
      const resolved = await resolveAccess(access ?? assert.fail())
      const { objects } = await resolved.call(request)
      return { result: { count: objects.length }, signings: [resolved] }
    },
  })

  assert.deepEqual(await sample.ask(listing, { bucket: 'my-bucket', key_name: 'a' }), { count: 0 })

  assert.deepEqual(asked, [sample.credentials[0]?.id, request, { now: sampleTime, region: 'us-west-2' }])
})

test('when a request is refused after a credential was chosen, the event names the credential', async () => {
  const sample = createSampleGate({
    dependencies: {
      buckets: { check: () => ({ region: undefined, warnings: [], refusal: { code: 'access_denied' } }) },
      guards: unaskedGuards,
    },
  })

  await assert.rejects(sample.ask(signedUrl, { bucket: 'my-bucket', key_name: 'a', expires_in: '60' }), {
    code: 'access_denied',
  })

  const [{ outcome, credentialId, expiresInSeconds } = {}] = sample.events
  assert.deepEqual([outcome, credentialId, expiresInSeconds], ['denied', sample.credentials[0]?.id, 60])
})

/** Asks for an upload with the given parameters, signed by a credential with the given fields. */
function askUpload(params: Record<string, string>, credential: Partial<Credential>) {
  const sample = createSampleGate({ credentials: [{ isDefault: true, ...credential }] })
  const upload = defineOperation({
    ...signedUrl,
    examples: [{ summary: '', params: { bucket: 'my-bucket' }, result: {} }],
    input: { query: Type.Object({ bucket: Type.String(), ...uploadFields }) },
    requires: ({ bucket, ...options }) => [
      { action: 'upload', bucket, key: 'a', features: toUploadHeaders(options).features },
    ],
    async handle({ bucket: _, ...options }, [access], { resolveAccess }) {
      const resolved = await resolveAccess(access ?? assert.fail())
      const { headers } = resolved.sign({ method: 'PUT', headers: toUploadHeaders(options).headers })
      return { result: { headers }, signings: [resolved], warnings: resolved.warnings }
    },
  })
  return sample.ask(upload, { bucket: 'my-bucket', ...params })
}

test('a feature that the store lacks is refused, and the error names the parameter and what to do instead', async () => {
  await assert.rejects(
    askUpload(
      { checksum_crc32: 'AAAAAA==', content_length: '5' },
      { preset: 'ceph', endpoint: 'https://ceph.example.com' },
    ),
    ({ code, details }: AppError) => {
      assert.equal(code, 'invalid_request')
      assert.deepEqual(
        details?.map(({ parameter }) => parameter),
        ['checksum_crc32'],
      )
      assert.match(details?.[0]?.message ?? '', /^`checksum_crc32` cannot be used: Ceph .* content_md5/)
      return true
    },
  )
})

test('a parameter that SigV2 does not sign is refused, and one that it signs is accepted', async () => {
  const v2 = { signatureVersion: 'v2' } as const
  await assert.rejects(
    askUpload({ content_length: '5', cache_control: 'no-store', if_none_match: '*' }, v2),
    ({ details }: AppError) => {
      assert.deepEqual(
        details?.map(({ parameter }) => parameter),
        ['content_length', 'if_none_match', 'cache_control'],
      )
      return details?.every(({ message }) => /signature version 2/.test(message)) === true
    },
  )
  const { headers, warnings } = await askUpload({ content_type: 'image/png', 'tags[a]': 'b' }, v2)
  assert.deepEqual(headers, { 'content-type': 'image/png', 'x-amz-tagging': 'a=b' })
  // The warning that no Content-Type may be sent would be wrong.
  assert.equal(warnings, undefined)
})

const upload = { bucket: 'my-bucket', key_name: 'a', type: 'upload' }
const open = { guard: { kind: 'open', askedAt: sampleTime } } as const

function signWith(credential: Partial<Credential>, params: Record<string, string> = upload) {
  const sample = createSampleGate({ credentials: [{ isDefault: true, ...credential }] })
  return sample.ask(signedUrl, params) as Promise<{ signedUrl: string }>
}

async function listSignedHeaders(credential: Partial<Credential>, params?: Record<string, string>) {
  return new URL((await signWith(credential, params)).signedUrl).searchParams.get('X-Amz-SignedHeaders')
}

test('header names are signed as absent for stores that need it, and for no others', async () => {
  const away = { guard: { kind: 'signed-away', askedAt: sampleTime } } as const

  assert.match((await listSignedHeaders(away)) ?? '', /^host;.*;x-amz-acl;x-amz-copy-source;.*;x-amz-tagging;/)
  assert.equal(await listSignedHeaders(away, { bucket: 'my-bucket', key_name: 'a' }), 'host;x-amz-request-payer')
  assert.equal(await listSignedHeaders({}), 'host', 'AWS')
  assert.equal(await listSignedHeaders({ preset: 'other' }), 'host', 'not known')
  assert.equal(await listSignedHeaders({ ...open, acceptsOpenStore: true }), 'host')
  assert.match((await signWith({ ...away, signatureVersion: 'v2' })).signedUrl, /AWSAccessKeyId=/)
  assert.ok((await signWith(away)).signedUrl.length < 1000, 'the URL is short enough for every client')
})

test('for an open store, only a credential that is bound to uploads, or that the operator accepted, signs uploads', async () => {
  const refusal = {
    code: 'store_open',
    status: 403,
    message:
      /`signpost credential add --action upload`, or accept this with `signpost credential set main --accept-open-store`/,
  }
  await assert.rejects(signWith({ ...open, name: 'main' }), refusal)
  await assert.rejects(signWith({ ...open, name: 'main', actions: ['upload', 'download'] }), refusal)
  await assert.rejects(signWith({ preset: 'minio', name: 'main' }), refusal)
  await signWith({ ...open, actions: ['upload'] })
  await signWith({ ...open, acceptsOpenStore: true })
  await signWith(open, { bucket: 'my-bucket', key_name: 'a' })
})

test('when a request names a credential that is bound to other actions, the error names it', async () => {
  const bound = { name: 'reader', actions: ['download', 'list'] } as const
  await assert.rejects(signWith(bound, { ...upload, credential: 'reader' }), {
    code: 'no_credential',
    message: 'The credential reader does not sign for the action upload, only for download, list.',
  })
  await assert.rejects(signWith(bound), { code: 'no_credential' })
})
