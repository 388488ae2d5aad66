import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { defineOperation } from '../operations/operation.ts'
import { signedUrl } from '../operations/signed-url.ts'
import { listObjectsV2 } from '../s3/requests/list-objects-v2.ts'

test('an operation asks the store as the credential, in the bucket’s region', async () => {
  const asked: unknown[] = []
  const sample = createSampleGate({
    dependencies: {
      buckets: { check: () => ({ region: 'us-west-2', warnings: [] }) },
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

test('a refusal after the choice of a credential says in its event which one it was', async () => {
  const sample = createSampleGate({
    dependencies: {
      buckets: { check: () => ({ region: undefined, warnings: [], refusal: { code: 'access_denied' } }) },
    },
  })

  await assert.rejects(sample.ask(signedUrl, { bucket: 'my-bucket', key_name: 'a', expires_in: '60' }), {
    code: 'access_denied',
  })

  const [{ outcome, credentialId, expiresInSeconds } = {}] = sample.events
  assert.deepEqual([outcome, credentialId, expiresInSeconds], ['denied', sample.credentials[0]?.id, 60])
})
