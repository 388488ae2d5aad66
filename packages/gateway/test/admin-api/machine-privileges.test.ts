import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { addCredential } from '../../src/admin/add-credential.ts'
import type { KeyRequest } from '../../src/vault/fetch-keys.ts'
import { createAdminStand } from '../samples/admin-stand.ts'
import { sampleSecrets, sampleStore } from '../samples/sample-administration.ts'

// What only a user of the machine may do, and no client over the network.

const asked: string[] = []
const stand = await createAdminStand({
  dependencies: {
    allowLoopbackEndpoints: false,
    async fetchKeys({ source }: KeyRequest) {
      asked.push(source.from)
      throw new Error('this machine has no role')
    },
  },
})
after(() => stand[Symbol.asyncDispose]())

const store = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret', region: 'us-east-1', preset: 'minio' }

for (const endpoint of ['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000']) {
  test(`a credential for ${endpoint} is not stored over HTTP, not even by an owner`, async () => {
    for (const asker of ['owner', 'operator'] as const) {
      const { status, error } = await stand.post(asker, '/admin/api/add-credential', { name: 'a', ...store, endpoint })
      assert.equal(status, 400)
      assert.match(error?.details?.[0]?.message ?? '', /^`endpoint` must not be this machine itself/)
    }
    assert.deepEqual(stand.admin.probed, [])
  })
}

test('a credential for this machine that the command line stored can be changed over HTTP, except its endpoint', async () => {
  const endpoint = 'http://127.0.0.1:9000'
  const { secretAccessKey } = sampleSecrets
  await stand.admin.run(addCredential, { name: 'local', ...sampleStore, preset: 'minio', endpoint, secretAccessKey })
  const set = (fields: object) => stand.post('operator', '/admin/api/set-credential', { name: 'local', ...fields })

  assert.equal((await set({ region: 'us-west-1' })).status, 200)
  const moved = await set({ endpoint: 'http://127.0.0.1:9001' })
  assert.match(moved.error?.details?.[0]?.message ?? '', /must not be this machine itself/)
  const rotated = await stand.post('operator', '/admin/api/rotate-credential', {
    ...{ name: 'local', accessKeyId: 'AKIDNEW', secretAccessKey: 'another-secret' },
  })
  assert.equal(rotated.status, 200, rotated.text)
})

test('only an owner may use the role of this machine, and nobody else learns whether there is one', async () => {
  const input = { name: 'machine', region: 'eu-central-1', from: 'instance' }

  const operator = await stand.post('operator', '/admin/api/add-credential', input)
  assert.match(operator.error?.details?.[0]?.message ?? '', /only the owner of the installation/)
  assert.deepEqual(asked, [])
  const owner = await stand.post('owner', '/admin/api/add-credential', input)
  assert.equal(owner.error?.code, 'keys_unavailable')
  assert.deepEqual(asked, ['instance'])
})
