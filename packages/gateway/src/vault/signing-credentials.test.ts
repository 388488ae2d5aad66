import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChangeFeedStub } from '../../test/samples/change-feed-stub.ts'
import { sampleCredential, sampleTime } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import type { CredentialRepository } from '../core/ports.ts'
import { Secret } from '../core/secret.ts'
import { openCredentialSecret, sealCredentialSecret } from './credential-secret.ts'
import { VaultError } from './envelope.ts'
import { createKeyRing } from './key-ring.ts'
import { createSigningCredentials } from './signing-credentials.ts'

const ring = createKeyRing(Buffer.alloc(32, 1))

test('the secret of a credential opens only for that credential', () => {
  const identity = { accountId: 'acc_1', id: 'cred_1' }
  const secret = { secretAccessKey: new Secret('the-secret'), sessionToken: new Secret('the-session') }
  const sealedSecret = sealCredentialSecret(secret, identity, ring)

  const opened = openCredentialSecret(sampleCredential({ ...identity, sealedSecret }), ring)

  assert.equal(opened.secretAccessKey.reveal(), 'the-secret')
  assert.equal(opened.sessionToken?.reveal(), 'the-session')
  for (const other of [
    { accountId: 'acc_2', id: 'cred_1' },
    { accountId: 'acc_1', id: 'cred_2' },
  ]) {
    assert.throws(() => openCredentialSecret(sampleCredential({ ...other, sealedSecret }), ring), VaultError)
  }
})

test('credentials are read once, and again after a change', async () => {
  const { repository, reads, stored } = createRepository([sealed({ name: 'one' })])
  const changes = createChangeFeedStub()
  const credentials = createSigningCredentials(repository, changes, ring)

  const first = await credentials.forAccount('acc_1')
  assert.equal(await credentials.forAccount('acc_1'), first)
  assert.equal(await credentials.forAccount('acc_1'), first)
  await credentials.forAccount('acc_2')
  assert.deepEqual(reads, ['acc_1', 'acc_2'])

  stored.push(sealed({ name: 'two' }))
  changes.speak()

  const names = (await credentials.forAccount('acc_1')).map(({ credential }) => credential.name)
  assert.deepEqual(names, ['one', 'two'])
  assert.deepEqual(reads, ['acc_1', 'acc_2', 'acc_1'])
})

test('simultaneous callers share one read', async () => {
  const { repository, reads } = createRepository([sealed()])
  const credentials = createSigningCredentials(repository, createChangeFeedStub(), ring)

  await Promise.all([credentials.forAccount('acc_1'), credentials.forAccount('acc_1')])

  assert.deepEqual(reads, ['acc_1'])
})

test('a read during which a change comes is not cached', async () => {
  const { repository, reads, hold } = createRepository([sealed()])
  const changes = createChangeFeedStub()
  const credentials = createSigningCredentials(repository, changes, ring)
  const release = hold()
  const stale = credentials.forAccount('acc_1')

  changes.speak()
  release()
  await stale
  await credentials.forAccount('acc_1')

  assert.deepEqual(reads, ['acc_1', 'acc_1'])
})

test('a change in one account drops its credentials, and those of no other account', async () => {
  const { repository, reads } = createRepository([sealed()])
  const changes = createChangeFeedStub()
  const credentials = createSigningCredentials(repository, changes, ring)
  for (const id of ['acc_1', 'acc_2']) await credentials.forAccount(id)

  changes.speak('acc_2')
  await Promise.all(Array.from({ length: 500 }, (_, index) => credentials.forAccount(`acc_${1 + (index % 2)}`)))

  assert.deepEqual(reads, ['acc_1', 'acc_2', 'acc_2'])
})

test('a failed read is retried', async () => {
  const { repository } = createRepository([sealed()])
  let failures = 1
  const flaky: CredentialRepository = {
    ...repository,
    async list(accountId) {
      if (failures-- > 0) throw new Error('the database is away')
      return repository.list(accountId)
    },
  }
  const credentials = createSigningCredentials(flaky, createChangeFeedStub(), ring)

  await assert.rejects(async () => credentials.forAccount('acc_1'), /away/)
  assert.equal((await credentials.forAccount('acc_1')).length, 1)
})

test('a presigner is created once; a secret that does not open is an error only when something is signed with it', async () => {
  const { repository } = createRepository([
    sealed({ name: 'good' }),
    sampleCredential({ name: 'bad', sealedSecret: 'v1.a.b.c' }),
  ])
  const credentials = await createSigningCredentials(repository, createChangeFeedStub(), ring).forAccount('acc_1')

  const [good, bad] = credentials
  assert.equal(good?.presigner(), good?.presigner())
  assert.throws(() => bad?.presigner(), VaultError)
})

test('the sandbox’s credential is listed only while the sandbox runs', async () => {
  const { repository } = createRepository([sealed({ name: 'sandbox', isSandbox: true })])
  const changes = createChangeFeedStub()

  assert.equal((await createSigningCredentials(repository, changes, ring).forAccount('acc_1')).length, 0)
  assert.equal(
    (await createSigningCredentials(repository, changes, ring, { hasSandbox: true }).forAccount('acc_1')).length,
    1,
  )
})

test('URLs have the public endpoint, and the gateway’s own requests the internal one', async () => {
  const { repository } = createRepository([
    sealed({ endpoint: 'http://minio:9000', publicEndpoint: 'https://files.example.com', addressing: 'path' }),
  ])
  const [credential] = await createSigningCredentials(repository, createChangeFeedStub(), ring).forAccount('acc_1')
  const request = { method: 'GET', bucket: 'b-1', key: 'k', expiresInSeconds: 60, signedAt: sampleTime } as const

  assert.match(credential?.presigner().presign(request).url ?? '', /^https:\/\/files\.example\.com\/b-1\/k\?/)
  assert.match(credential?.probePresigner().presign(request).url ?? '', /^http:\/\/minio:9000\/b-1\/k\?/)
})

function sealed(fields: Partial<Credential> = {}): Credential {
  const credential = sampleCredential(fields)
  const secret = { secretAccessKey: new Secret('the-secret') }
  return { ...credential, sealedSecret: sealCredentialSecret(secret, credential, ring) }
}

/** A repository that only lists, records its calls, and can be held up. */
function createRepository(stored: Credential[]) {
  const reads: string[] = []
  let gate = Promise.resolve()
  const repository: CredentialRepository = {
    async list(accountId) {
      reads.push(accountId)
      await gate
      return [...stored]
    },
    findByName: () => assert.fail(),
    insert: () => assert.fail(),
    update: () => assert.fail(),
    updateSettings: () => assert.fail(),
    rename: () => assert.fail(),
    replaceGuard: () => assert.fail(),
    keepExamination: () => assert.fail(),
    remove: () => assert.fail(),
  }
  return {
    repository,
    reads,
    stored,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}
