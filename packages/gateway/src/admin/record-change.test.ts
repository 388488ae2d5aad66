import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleAuditEvent, sampleUpload } from '../../test/samples/samples.ts'
import { scriptStore } from '../../test/samples/scripted-store.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { createMasterKeyFile, locateMasterKeyFiles } from '../vault/master-key-file.ts'
import { abortUpload } from './abort-upload.ts'
import { addAccount } from './add-account.ts'
import { addCredential } from './add-credential.ts'
import { createToken } from './create-token.ts'
import { pruneAuditLog } from './prune-audit-log.ts'
import { listChanges } from './record-change.ts'
import { acts } from './registry.ts'
import { removeAccount } from './remove-account.ts'
import { removeCredential } from './remove-credential.ts'
import { renameAccount } from './rename-account.ts'
import { renameCredential } from './rename-credential.ts'
import { replaceMasterKey } from './replace-master-key.ts'
import { revokeToken } from './revoke-token.ts'
import { rotateCredential } from './rotate-credential.ts'
import { rotateVault } from './rotate-vault.ts'
import { setCors } from './set-cors.ts'
import { setCredential } from './set-credential.ts'
import { setToken } from './set-token.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

test('every act that changes something records one event: who, what, from and to, and no secret', async () => {
  using dir = makeTempDir()
  const files = locateMasterKeyFiles(dir.path)
  createMasterKeyFile(files)
  const { secretAccessKey } = sampleSecrets
  const store = { ...sampleStore, secretAccessKey }
  const newRing = createKeyRing(Buffer.alloc(32, 2), [Buffer.alloc(32, 1)])

  await admin.run(addAccount, { name: 'acme' })
  await admin.run(addCredential, { name: 'main', ...store, bucketPatterns: ['logs-*'] })
  await admin.run(rotateCredential, { name: 'main', accessKeyId: 'AKIDNEW', secretAccessKey })
  const { id, token } = await admin.run(createToken, { name: 'app', allow: ['upload:my-bucket/*'], maxBytes: 5 })
  await admin.run(setToken, { id, rate: '5/s' })
  await admin.run(revokeToken, { id })
  await admin.run(replaceMasterKey, {}, { masterKey: { source: 'file', files, isShared: false } })
  await admin.run(rotateVault, {}, { ring: newRing })
  const refusal = { status: 403, xml: '<Error><Code>AccessForbidden</Code></Error>' }
  const rules = { xml: '<CORSConfiguration/>' }
  const { askStore } = scriptStore((_, url) => (url.searchParams.has('cors') ? rules : refusal))
  const page = { name: 'main', bucket: 'logs-1', origin: 'https://app.example.com' }
  await admin.run(setCors, page, { askStore, ring: newRing })
  const { accountId } = admin.dependencies
  const upload = sampleUpload({ accountId })
  await admin.dependencies.uploads.insert(upload)
  await admin.run(abortUpload, { id: upload.id })
  await admin.run(setCredential, { name: 'main', isDefault: true })
  await admin.run(renameAccount, { name: 'acme', newName: 'acme-2' })
  await admin.run(renameCredential, { name: 'main', newName: 'first' })
  await admin.run(removeCredential, { name: 'first' })
  await admin.run(removeAccount, { name: 'acme-2' })
  await admin.dependencies.audit.append([[sampleAuditEvent({ at: 1 })]])
  await admin.run(pruneAuditLog, { before: 2 })

  const events = await admin.dependencies.administration.list({ order: 'oldest', limit: 100 })
  const told = events.map(({ act, target, accountId, changes }) => {
    const fields = changes.map(({ field, from, to }) => [field, from, to])
    return [act, target.kind, target.name, accountId, fields]
  })
  const { accessKeyId, region, endpoint } = sampleStore
  assert.deepEqual(told[2], [
    'rotate_credential',
    'credential',
    'main',
    'acc_mine',
    [['accessKeyId', accessKeyId, 'AKIDNEW']],
  ])
  assert.deepEqual(told[3]?.at(-1), [
    ['name', null, 'app'],
    ['allow', null, ['upload:my-bucket/*']],
    ['maxBytes', null, 5],
  ])
  assert.deepEqual(
    new Map(events[1]?.changes.map(({ field, to }) => [field, to])),
    new Map<string, unknown>(
      Object.entries({
        ...{ name: 'main', region, endpoint, accessKeyId, preset: 'other', signatureVersion: 'v4' },
        ...{ bucketPatterns: ['logs-*'], isDefault: false },
      }),
    ),
  )
  assert.deepEqual(told.at(-2), [
    ...['remove_account', 'account', 'acme-2', 'acc_1'],
    [
      ['name', 'acme-2', null],
      ['credentials', 0, null],
      ['tokens', 0, null],
    ],
  ])
  const cors = told.find(([act]) => act === 'set_cors')
  assert.match(
    JSON.stringify(cors),
    /"main","acc_mine",\[\["cors of logs-1",\[\],\[\{"id":"signpost-https-app\.example\.com"/,
  )
  assert.deepEqual(told[6]?.slice(0, 4), ['replace_master_key', 'master_key', 'the master key', undefined])
  for (const { actor } of events) assert.deepEqual(actor, { via: 'command-line', name: 'alice' })
  // A test or an examination stores what the store said, which is not a change by an administrator.
  const changing = acts.flatMap(({ name, effect }) =>
    // administrators.test.ts covers these acts.
    effect === 'read' || /^(?:test|examine)_|_administrator$|_session$/.test(name) ? [] : [name],
  )
  // The change of the key is recorded with it, and the records that it re-wrapped afterwards.
  assert.deepEqual(events.map(({ act }) => act).sort(), [...changing, 'rotate_vault'].sort())
  for (const secret of [secretAccessKey.reveal(), token ?? assert.fail()])
    assert.ok(!JSON.stringify(events).includes(secret))
})

test('an act that changes nothing records no event', async () => {
  const { id } = await admin.run(createToken, { name: 'app' })
  await admin.run(revokeToken, { id })

  await admin.run(revokeToken, { id })
  await admin.run(rotateVault, {})

  const events = await admin.dependencies.administration.list({ order: 'oldest', limit: 100 })
  assert.deepEqual(
    events.map(({ act }) => act),
    ['create_token', 'revoke_token'],
  )
})

test('fields that differ are reported, and absent ones are null', () => {
  const changes = listChanges({ a: 1, b: ['x'], c: false, d: undefined }, { a: 1, b: ['x', 'y'], d: undefined, e: 0 })

  assert.deepEqual(changes, [
    { field: 'b', from: ['x'], to: ['x', 'y'] },
    { field: 'c', from: false, to: null },
    { field: 'e', from: null, to: 0 },
  ])
})
