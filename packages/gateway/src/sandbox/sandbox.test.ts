import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import { sampleAccount, sampleCredential, sampleTime } from '../../test/samples/samples.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import type { Credential } from '../core/model.ts'
import { openSqliteDatabase } from '../database/open-sqlite-database.ts'
import { hashToken } from '../tokens/token-format.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts'
import { sandboxBuckets } from './check-names.ts'
import { hasRealCredential, retireSandbox, startSandbox } from './sandbox.ts'

test('starts a server, and makes a credential for it and a token that is bound to that credential', async () => {
  await using parts = await openDependencies()
  await using sandbox = await start(parts)

  const [credential, ...others] = await parts.database.credentials.list(parts.accountId)
  assert.ok(credential !== undefined && others.length === 0)
  assert.equal(credential.endpoint, sandbox.endpoint)
  assert.deepEqual([credential.isSandbox, credential.isDefault, credential.addressing], [true, true, 'path'])
  assert.match(revealSecret(credential, parts), /^[\w-]{40}$/, 'made for this sandbox')
  const token = await parts.database.tokens.findByHash(hashToken(sandbox.token))
  assert.equal(token?.credentialId, credential.id)
  assert.equal(new URL(sandbox.endpoint).hostname, '127.0.0.1')
})

test('the published buckets exist', async () => {
  await using parts = await openDependencies()
  await using sandbox = await start(parts)
  const [credential] = await parts.database.credentials.list(parts.accountId)
  assert.ok(credential !== undefined)
  const credentials = { accessKeyId: credential.accessKeyId, secretAccessKey: revealSecret(credential, parts) }
  const presigner = createPresigner({ credentials, region: 'us-east-1', endpoint: sandbox.endpoint })

  for (const bucket of sandboxBuckets) {
    const { url } = presigner.presign({ method: 'GET', bucket, expiresInSeconds: 60, signedAt: Date.now() })
    assert.equal((await fetch(url)).status, 200, bucket)
  }
})

test('a second start keeps credential, secret and token, even on another port', async () => {
  await using parts = await openDependencies()
  const first = await start(parts)
  const [before] = await parts.database.credentials.list(parts.accountId)
  await first.close()
  await using taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo

  await using second = await start({ ...parts, port })

  assert.equal(second.token, first.token)
  assert.notEqual(new URL(second.endpoint).port, String(port), 'a free port, because the requested port is in use')
  const [after] = await parts.database.credentials.list(parts.accountId)
  assert.deepEqual([after?.id, after?.endpoint], [before?.id, second.endpoint])
  assert.ok(before !== undefined && after !== undefined)
  assert.equal(revealSecret(after, parts), revealSecret(before, parts))
  assert.equal((await parts.database.tokens.list(parts.accountId)).length, 1)
})

test('under another master key, the sandbox gets a new secret, and its token stays', async () => {
  await using parts = await openDependencies()
  const first = await start(parts)
  await first.close()
  const ring = createKeyRing(Buffer.alloc(32, 2))
  await parts.database.vault.changeMasterKey(ring.current.id, parts.ring.current.id)

  await using second = await start({ ...parts, ring })

  const [after] = await parts.database.credentials.list(parts.accountId)
  assert.ok(after !== undefined)
  assert.match(revealSecret(after, { ring }), /^[\w-]{40}$/)
  assert.equal(second.token, first.token)
})

test('the token is stored in a file that only its owner may read', async () => {
  await using parts = await openDependencies()
  await using sandbox = await start(parts)
  const file = join(parts.dataDir, 'sandbox/token')

  assert.equal(readFileSync(file, 'utf8'), `${sandbox.token}\n`)
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

for (const { name, spoil } of [
  { name: 'lost', spoil: (file: string) => rmSync(file) },
  { name: 'damaged', spoil: (file: string) => writeFileSync(file, 'at_damaged') },
]) {
  test(`a token whose file is ${name} is replaced`, async () => {
    await using parts = await openDependencies()
    const first = await start(parts)
    await first.close()
    spoil(join(parts.dataDir, 'sandbox/token'))

    await using second = await start(parts)

    assert.notEqual(second.token, first.token)
    assert.ok(await parts.database.tokens.findByHash(hashToken(second.token)))
  })
}

test('retiring the sandbox removes its credential and token, and keeps the files in its buckets', async () => {
  await using parts = await openDependencies()
  const sandbox = await start(parts)
  await sandbox.close()
  await parts.database.credentials.insert(sampleCredential({ accountId: parts.accountId, name: 'real' }))

  await retireSandbox(parts)
  await retireSandbox(parts)

  const left = await parts.database.credentials.list(parts.accountId)
  assert.deepEqual(
    left.map(({ name }) => name),
    ['real'],
  )
  assert.deepEqual(await parts.database.tokens.list(parts.accountId), [])
  assert.equal(existsSync(join(parts.dataDir, 'sandbox/token')), false)
  assert.equal(existsSync(join(parts.dataDir, 'sandbox/store/index.db')), true)
})

test('only a credential that is not the sandbox’s counts as real', async () => {
  await using parts = await openDependencies()
  const { database, accountId } = parts
  assert.equal(await hasRealCredential(database, accountId), false)
  await database.credentials.insert(sampleCredential({ accountId, isSandbox: true }))
  assert.equal(await hasRealCredential(database, accountId), false)
  await database.credentials.insert(sampleCredential({ accountId }))
  assert.equal(await hasRealCredential(database, accountId), true)
})

function revealSecret(credential: Credential, { ring }: { readonly ring: KeyRing }): string {
  return openCredentialSecret(credential, ring).secretAccessKey.reveal()
}

async function openDependencies() {
  const dir = makeTempDir()
  const database = await openSqliteDatabase(dir.path)
  const { id: accountId } = await database.accounts.ensure(sampleAccount())
  return {
    database,
    ring: createKeyRing(Buffer.alloc(32, 1)),
    accountId,
    dataDir: dir.path,
    port: 0,
    now: sampleTime,
    async [Symbol.asyncDispose]() {
      await database.close()
      dir[Symbol.dispose]()
    },
  }
}

async function start(parts: Parameters<typeof startSandbox>[0]) {
  const sandbox = await startSandbox(parts)
  return { ...sandbox, [Symbol.asyncDispose]: () => sandbox.close() }
}
