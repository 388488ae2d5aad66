import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  applyFile,
  createStateStand,
  exportFile,
  planFile,
  type StateStand,
  tellPlan,
} from '../../test/samples/apply-state.ts'
import { createAdministration } from '../../test/samples/sample-administration.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import type { Credential } from '../core/model.ts'
import { applyPlan } from './apply-plan.ts'
import { exportState } from './export-state.ts'

let stand: StateStand
beforeEach(async () => {
  stand = await createStateStand()
})
afterEach(() => stand.close())

const place: StateStand['place'] = (overrides) => stand.place(overrides)
const store = 'accessKeyId: AKIA, secretAccessKey: env:KEY, region: eu-central-1'
async function listEvents() {
  const events = await stand.installation.dependencies.administration.list({ order: 'oldest', limit: 100 })
  // The clock of these tests stands still, so events cannot be ordered by time.
  return events.toSorted((one, other) => other.id - one.id)
}

async function findCredential(name: string): Promise<Credential> {
  const found = await stand.installation.dependencies.credentials.findByName('acc_mine', name)
  return found ?? assert.fail(`There is no ${name}`)
}

const everything = `
version: 1
accounts:
  default:
    credentials:
      uploads: { ${store}, actions: [upload], isDefault: true, acceptsOpenStore: true }
      aws: { ${store}, bucketPatterns: [my-bucket, 'assets-*'] }
      ceph: { accessKeyId: C, secretAccessKey: env:KEY, region: us-east-1, preset: ceph, endpoint: 'https://ceph.example.com', addressing: path, aclPlacement: header, signatureVersion: v2, isDefault: true }
      hetzner: { accessKeyId: H, secretAccessKey: env:OTHER_KEY, region: fsn1, preset: hetzner }
      session: { accessKeyId: ASIA, secretAccessKey: env:KEY, sessionToken: env:SESSION, expiresAt: 2030-01-01, region: eu-central-1, isDefault: false }
    tokens:
      app: { allow: ['upload:my-bucket/*', 'download:my-bucket/*'], acls: [public-read], maxExpiresInSeconds: 900, maxBytes: 5000000, contentTypes: ['image/*'], networks: [10.0.0.0/8], rate: 5/s, expiresAt: '2027-01-31T18:00:00+01:00', valueTo: { file: app.token } }
      bare: { valueTo: { command: cat } }
  acme:
    credentials: {}
    tokens: { app: { valueTo: { file: acme/app.token } } }
administrators:
  ada@example.com: { role: owner }
  bob@example.com: { role: auditor, account: acme }
`

test('an applied file is exported, and the export applied to an empty installation exports the same', async () => {
  const expected = [
    'add account acme',
    ...['uploads', 'aws', 'ceph', 'hetzner', 'session'].map((name) => `add credential default/${name}`),
    ...['default/app', 'default/bare', 'acme/app'].map((name) => `add token ${name}`),
    ...['ada@example.com', 'bob@example.com'].map((email) => `invite administrator ${email}`),
  ]
  const done = await applyFile(everything, place())
  assert.deepEqual(
    done.map((line) => line.split(' ').slice(0, 3).join(' ')),
    expected,
  )
  const exported = await exportFile(stand.installation.dependencies)
  assert.ok(!/a-secret|another-secret|a-session|at_/.test(exported))

  const [second, folder] = [await createAdministration(), makeTempDir()]
  const names = [...exported.matchAll(/env:(\w+)/g)].map(([, name = '']) => [name, 'a-secret'] as const)
  const elsewhere = { dependencies: second.dependencies, folder: folder.path, env: Object.fromEntries(names) }
  assert.equal((await applyFile(exported, elsewhere)).length, expected.length)
  assert.equal(await exportFile(second.dependencies), exported)
  assert.deepEqual(await applyFile(exported, elsewhere), [])
  folder[Symbol.dispose]()
  await second.close()
})

test('a second run changes nothing, asks no store and records nothing', async () => {
  await applyFile(everything, place())
  const [events, { length: probes }] = [await listEvents(), stand.installation.probed]
  assert.equal(events.length, 11)
  assert.ok(events.every(({ actor }) => actor.name === 'alice'))
  assert.deepEqual(await applyFile(everything, place()), [])
  assert.deepEqual(
    await applyFile(everything.replace("[my-bucket, 'assets-*']", "['assets-*', my-bucket]"), place()),
    [],
  )
  assert.equal((await listEvents()).length, events.length)
  assert.equal(stand.installation.probed.length, probes)
})

test('differences are changed by their acts, field by field; values that the file no longer has are removed', async () => {
  await applyFile(everything, place())
  const changed = everything
    .replace('region: fsn1', 'region: nbg1')
    .replace('addressing: path, ', '')
    .replace("bucketPatterns: [my-bucket, 'assets-*']", 'acceptsOpenStore: false')
    .replace(', maxBytes: 5000000', '')
    .replace('rate: 5/s', 'rate: 6/s')
  assert.deepEqual(await applyFile(changed, place()), [
    'change credential default/aws bucketPatterns',
    'change credential default/ceph addressing',
    'change credential default/hetzner region endpoint',
    'change token default/app maxBytes rate',
  ])
  assert.deepEqual((await findCredential('aws')).bucketPatterns, [])
  assert.equal((await findCredential('hetzner')).endpoint, 'https://nbg1.your-objectstorage.com')
  const acts = (await listEvents()).slice(0, 4).map(({ act }) => act)
  assert.deepEqual(acts, ['set_token', 'set_credential', 'set_credential', 'set_credential'])
  assert.deepEqual(await applyFile(changed, place()), [])
})

test('nothing is removed without --prune; with it, whatever depends on something is removed before it', async () => {
  await applyFile(everything, place())
  const less = `version: 1\naccounts:\n  default:\n    credentials:\n      aws: { ${store}, bucketPatterns: [my-bucket, 'assets-*'] }\n    tokens: {}\n`
  const plan = await planFile(less, place())
  assert.deepEqual(plan.changes, [])
  assert.deepEqual(tellPlan({ changes: plan.surplus }), [
    'revoke token default/bare',
    'revoke token default/app',
    'remove credential default/session',
    'remove credential default/hetzner',
    'remove credential default/ceph',
    'remove credential default/uploads',
    'remove account acme',
  ])
  assert.match(
    plan.surplus.map(({ effects }) => effects.join()).join(),
    /never used.*every bucket without.*0 credentials and 1 token\./s,
  )
  await applyFile(less, place(), { prune: true })
  const { accounts } = await exportState(stand.installation.dependencies)
  assert.deepEqual([Object.keys(accounts ?? {}), Object.keys(accounts?.default?.tokens ?? {})], [['default'], []])
  assert.deepEqual(await applyFile(less, place(), { prune: true }), [])
})

test('a section that the file does not have is ignored', async () => {
  await applyFile(everything, place())
  for (const file of ['version: 1\n', 'version: 1\naccounts: { default: {}, acme: {} }\n']) {
    const plan = await planFile(file, place())
    assert.deepEqual([plan.changes, plan.surplus], [[], []])
  }
})

test('entries with a former name are renamed, and the value of a token stays valid', async () => {
  await applyFile(everything, place())
  const renamed = everything
    .replace('  acme:', '  acme-inc:\n    formerName: acme')
    .replace('account: acme', 'account: acme-inc')
    .replace(' hetzner: {', ' falkenstein: { formerName: hetzner,')
    .replace(' app: { allow', ' my-app: { formerName: app, allow')
  assert.deepEqual(await applyFile(renamed, place()), [
    'rename account acme-inc name',
    'rename credential default/falkenstein name',
    'rename token default/my-app name',
  ])
  assert.deepEqual(await applyFile(renamed, place(), { prune: true }), [])
})

test('a failed change stops the rest, and another run continues', async () => {
  const file = everything.replace('command: cat', 'command: no-such-command')
  const { changes } = await planFile(file, place())
  const options = { unchecked: false, onProgress: () => {}, signal: new AbortController().signal }
  const outcome = await applyPlan(changes, stand.installation.dependencies, options)
  assert.deepEqual([outcome.done.length, outcome.failed?.change.name, outcome.left.length], [7, 'bare', 3])
  assert.deepEqual(await applyFile(everything, place()), [
    'add token default/bare',
    'add token acme/app',
    'invite administrator ada@example.com role',
    'invite administrator bob@example.com role account',
  ])
})

test('an interruption stops between two changes, and another run continues', async () => {
  const { changes } = await planFile(everything, place())
  const interruption = new AbortController()
  const told: string[] = []
  const outcome = await applyPlan(changes, stand.installation.dependencies, {
    unchecked: false,
    onProgress(done, total) {
      told.push(`${done} of ${total}`)
      if (done === 2) interruption.abort()
    },
    signal: interruption.signal,
  })
  assert.deepEqual([outcome.done.length, outcome.left.length, outcome.failed], [2, changes.length - 2, undefined])
  assert.deepEqual(told, ['0 of 11', '1 of 11', '2 of 11'])
  assert.equal((await applyFile(everything, place())).length, changes.length - 2)
})

test('an act’s message about its fields is reported in terms of the command', async () => {
  stand.installation.report = { status: 'refused', explanation: 'S3 refuses it.' }
  await assert.rejects(
    applyFile(everything, place()),
    /uploads: Nothing was stored\. S3 refuses it\. \(--unchecked stores it/,
  )
})
