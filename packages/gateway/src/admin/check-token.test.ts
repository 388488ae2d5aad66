import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { addCredential } from './add-credential.ts'
import { checkToken } from './check-token.ts'
import { createToken } from './create-token.ts'
import { revokeToken } from './revoke-token.ts'

type Asked = Parameters<typeof checkToken.run>[0]

async function withStore(work: (administration: SampleAdministration) => Promise<void>): Promise<void> {
  const administration = await createAdministration()
  await administration.run(addCredential, {
    name: 'main',
    ...sampleStore,
    secretAccessKey: sampleSecrets.secretAccessKey,
    isDefault: true,
  })
  await work(administration)
  await administration.close()
}

const upload = { action: 'upload', bucket: 'my-bucket', key: 'in/k.png' } as const

test('a token without rules uploads and downloads, and neither lists nor deletes', async () => {
  await withStore(async ({ run }) => {
    const ask = async (asked: Asked) => (await run(checkToken, asked)).isAllowed

    assert.equal(await ask(upload), true)
    assert.equal(await ask({ ...upload, action: 'download' }), true)
    assert.equal(await ask({ ...upload, action: 'delete' }), false)
    assert.equal(await ask({ action: 'list', bucket: 'my-bucket' }), false)
  })
})

test('the answer names the rule that matches, the credential that signs and the lifetime', async () => {
  await withStore(async ({ run }) => {
    const allow = ['download:*', 'upload:my-bucket/in/*']

    const allowed = await run(checkToken, { ...upload, allow, maxExpiresInSeconds: 60 })

    assert.deepEqual(allowed, {
      isAllowed: true,
      message: 'Allowed: the credential main signs for it, by the rule upload:my-bucket/in/*.',
      rule: 'upload:my-bucket/in/*',
      conditions: [],
      credential: 'main',
      expiresInSeconds: 60,
      warnings: ['It is not known yet how the store of main guards uploads: the first upload asks it.'],
    })
    const refused = await run(checkToken, { ...upload, key: 'out/k.png', allow })
    assert.equal(refused.code, 'token_not_allowed')
    assert.match(
      refused.message,
      /none of its rules covers this bucket and key \(download:\*, upload:my-bucket\/in\/\*\)/,
    )
    const long = await run(checkToken, { ...upload, allow, maxExpiresInSeconds: 60, expiresInSeconds: 61 })
    assert.match(long.message, /URLs of at most 60 seconds/)
  })
})

test('a limited field that the question leaves open becomes a condition; a field that it states is checked', async () => {
  await withStore(async ({ run }) => {
    const limits = { maxBytes: 100, contentTypes: ['image/*'] }

    const open = await run(checkToken, { ...upload, ...limits })

    assert.equal(open.isAllowed, true)
    assert.deepEqual(open.conditions, [
      'The request must state the exact size in content_length, 100 bytes at most.',
      'The request must state the content type in content_type: image/*.',
    ])
    const good = await run(checkToken, { ...upload, ...limits, size: 100, contentType: 'image/png' })
    assert.deepEqual([good.isAllowed, good.conditions], [true, []])
    assert.match((await run(checkToken, { ...upload, ...limits, size: 101 })).message, /at most 100 bytes; this one/)
    const text = await run(checkToken, { ...upload, ...limits, contentType: 'text/html' })
    assert.match(text.message, /these content types only: image\/\*/)
    // Downloads have neither.
    const download = await run(checkToken, { ...upload, action: 'download', ...limits })
    assert.deepEqual([download.isAllowed, download.conditions], [true, []])
  })
})

test('a stored token is checked with its own rules, and an expired or revoked one is refused', async () => {
  await withStore(async ({ run, dependencies }) => {
    const { id } = await run(createToken, { name: 'mine', allow: ['upload:my-bucket/*'], expiresAt: sampleTime + 1000 })

    assert.equal((await run(checkToken, { id, ...upload })).isAllowed, true)
    assert.equal((await run(checkToken, { id, ...upload, bucket: 'other-bucket' })).code, 'token_not_allowed')
    const later = { ...dependencies, clock: () => sampleTime + 1000 }
    assert.equal((await checkToken.run({ id, ...upload }, later)).code, 'token_expired')
    await run(revokeToken, { id })
    assert.equal((await run(checkToken, { id, ...upload })).code, 'token_revoked')
    const { message } = await beRefusedBy(run(checkToken, { id, allow: ['download:*'], ...upload }))
    assert.match(message, /`allow` must be left out: the token has rules of its own/)
  })
})

test('the account’s credentials and their stores count for the answer', async () => {
  const { run, close } = await createAdministration()
  assert.equal((await run(checkToken, upload)).code, 'no_credential')
  const r2 = { ...sampleStore, endpoint: 'https://abc.r2.cloudflarestorage.com', region: 'auto' }
  await run(addCredential, { name: 'r2', ...r2, secretAccessKey: sampleSecrets.secretAccessKey, isDefault: true })

  const acl = await run(checkToken, { ...upload, acl: 'public-read' })

  assert.match(acl.message, /`acl` must be left out or be private: Cloudflare R2 has no ACLs/)
  assert.equal(acl.credential, 'r2')
  assert.equal((await run(checkToken, { ...upload, credential: 'another' })).code, 'no_credential')
  await close()
})

test('a question that no request could match is refused', async () => {
  await withStore(async ({ run }) => {
    const refusal = async (asked: Asked) => (await beRefusedBy(run(checkToken, asked))).message

    assert.match(await refusal({ action: 'upload', bucket: 'my-bucket' }), /`key` is required/)
    assert.match(await refusal({ ...upload, key: 'a/../b' }), /`key`/)
    assert.match(await refusal({ ...upload, allow: ['write:*'] }), /unknown action/)
  })
})
