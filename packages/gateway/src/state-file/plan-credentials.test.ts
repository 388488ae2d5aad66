import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import {
  applyFile,
  createStateStand,
  fileOf,
  planFile,
  type StateStand,
  tellPlan,
} from '../../test/samples/apply-state.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import type { Credential } from '../core/model.ts'
import { Secret } from '../core/secret.ts'
import { openCredentialSecret } from '../vault/credential-secret.ts'
import { createLazyKeyRing } from '../vault/open-key-ring.ts'
import { applyPlan } from './apply-plan.ts'
import { exportState } from './export-state.ts'

let stand: StateStand
beforeEach(async () => {
  stand = await createStateStand()
})
afterEach(() => stand.close())

const place: StateStand['place'] = (overrides) => stand.place(overrides)
const store = 'accessKeyId: AKIA, secretAccessKey: env:KEY, region: eu-central-1'
const credentials = (...lines: string[]) => fileOf('credentials', ...lines)

async function findCredential(name: string): Promise<Credential> {
  const found = await stand.installation.dependencies.credentials.findByName('acc_mine', name)
  return found ?? assert.fail(`There is no ${name}`)
}

test('keys are replaced if the key id or the secret differs, and the sealed secret is compared', async () => {
  const file = (keys: string) => credentials(`aws: { ${keys}, region: eu-central-1 }`)
  await applyFile(file('accessKeyId: A, secretAccessKey: env:KEY'), place())

  assert.deepEqual(await applyFile(file('accessKeyId: A, secretAccessKey: env:OTHER_KEY'), place()), [
    'rotate credential default/aws secretAccessKey',
  ])
  const { secretAccessKey } = openCredentialSecret(await findCredential('aws'), stand.installation.dependencies.ring)
  assert.equal(secretAccessKey.reveal(), 'another-secret')
  assert.deepEqual(await applyFile(file('accessKeyId: B, secretAccessKey: env:OTHER_KEY'), place()), [
    'rotate credential default/aws accessKeyId',
  ])
  const temporary = file(
    'accessKeyId: B, secretAccessKey: env:OTHER_KEY, sessionToken: env:SESSION, expiresAt: 2030-01-01',
  )
  assert.deepEqual(await applyFile(temporary, place()), ['rotate credential default/aws expiresAt secretAccessKey'])
  assert.deepEqual(await applyFile(temporary, place()), [])
})

test('an unavailable secret is a problem only for new keys, and a sealed secret that cannot be opened is reported as not compared', async () => {
  const file = credentials('aws: { accessKeyId: A, secretAccessKey: env:KEY, region: eu-central-1 }')
  await applyFile(file, place())
  const without = { ...place(), env: {} }

  const same = await planFile(file, without)
  assert.deepEqual([same.changes, same.missing], [[], []])
  assert.match(same.notes.join(), /env:KEY is not set, so the secret of default\/aws was not compared/)
  const other = await planFile(file.replace('accessKeyId: A', 'accessKeyId: B'), without)
  assert.deepEqual(tellPlan(other), ['rotate credential default/aws accessKeyId'])
  assert.match(other.missing[0]?.message ?? '', /secretAccessKey of default\/aws is not available: env:KEY is not set/)
  const ring = createLazyKeyRing(() => {
    throw new Error('The master key is missing')
  })
  const closed = await planFile(file, place({ ring }))
  assert.deepEqual(closed.changes, [])
  assert.match(closed.notes.join(), /was not compared: The master key is missing/)
})

test('secrets come from files beside the state file, without the line break at their end', async () => {
  writeFileSync(join(stand.folder, 'key'), 'a-secret\n')
  const file = (reference: string) =>
    credentials(`aws: { accessKeyId: A, secretAccessKey: '${reference}', region: eu-central-1 }`)
  await applyFile(file('file:key'), place())
  assert.deepEqual(await applyFile(file('env:KEY'), place()), [])
  for (const [reference, problem] of [
    ['file:nowhere', 'file:nowhere does not exist'],
    ['file:.', 'file:. is not a regular file'],
  ]) {
    assert.match((await planFile(file(reference ?? ''), place())).notes.join(), new RegExp(problem ?? ''))
  }
})

test('a credential that moves to another store with other keys is checked as a whole, and stays unchanged if the store refuses it', async () => {
  const [before, after] = [
    credentials('one: { accessKeyId: A, secretAccessKey: env:KEY, region: eu-central-1, bucketPatterns: [my-bucket] }'),
    credentials(
      'one: { accessKeyId: B, secretAccessKey: env:OTHER_KEY, region: auto, endpoint: "https://s3.example.com", bucketPatterns: [my-bucket] }',
    ),
  ]
  await applyFile(before, place())
  const plan = await planFile(after, place())
  const options = { unchecked: false, onProgress: () => {}, signal: new AbortController().signal }
  stand.installation.report = { status: 'refused', explanation: 'S3 refuses it.' }
  const asked: (string | undefined)[] = []
  const probe: typeof stand.installation.dependencies.probe = async (target) => {
    asked.push(`${target.credential.accessKeyId} ${target.credential.endpoint}`)
    return stand.installation.report
  }
  const refused = await applyPlan(plan.changes, { ...stand.installation.dependencies, probe }, options)
  assert.match(refused.failed?.error.message ?? '', /S3 refuses it/)
  assert.deepEqual(asked, ['B https://s3.example.com'])
  assert.equal((await findCredential('one')).region, 'eu-central-1')

  stand.installation.report = { status: 'good', explanation: 'S3 knows the keys.' }
  await applyFile(after, place())
  const { region, endpoint, accessKeyId } = await findCredential('one')
  assert.deepEqual([region, endpoint, accessKeyId], ['auto', 'https://s3.example.com', 'B'])
  assert.deepEqual(await applyFile(after, place()), [])
})

test('a credential follows the one that assumes its role, and its source cannot be changed', async () => {
  const secret = { secretAccessKey: new Secret('s'), sessionToken: new Secret('t') }
  const keys = { accessKeyId: 'ASIA', secret, expiresAt: sampleTime + 3_600_000 }
  const overrides = { fetchKeys: async () => keys }
  const file = (role: string) =>
    credentials(
      `role: { from: 'assume-role:arn:aws:iam::123456789012:role/${role}', source: base, sessionSeconds: 900, region: eu-central-1 }`,
      `base: { ${store} }`,
    )
  const [first] = [await applyFile(file('R'), place(overrides))]
  assert.deepEqual(
    first.map((line) => line.split(' ')[2]),
    ['default/base', 'default/role'],
  )
  assert.deepEqual(await applyFile(file('R'), place(overrides)), [])
  const { problems } = await planFile(file('S'), place(overrides))
  assert.match(problems[0]?.message ?? '', /source of the keys of role cannot be changed/)
  const exported = (await exportState(stand.installation.dependencies)).accounts?.default?.credentials?.role
  assert.deepEqual([exported?.source, exported?.accessKeyId], ['base', undefined])
})
