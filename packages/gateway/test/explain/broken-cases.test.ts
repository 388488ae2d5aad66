import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Secret } from '../../src/core/secret.ts'
import type { ExplanationResult } from '../../src/explain/explanation-schema.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { type BrokenCase, bucket, createStand, type Given } from './broken-case.ts'
import { brokenForms } from './broken-forms.ts'
import { brokenRequests } from './broken-requests.ts'
import { brokenTexts } from './broken-texts.ts'
import { brokenUrls } from './broken-urls.ts'
import { getSessionKeys, type SessionKeys, sessionSettings } from './session-keys.ts'

// Each case is really produced on Ceph, and `explain` gets what an operator has at two in the morning.
// Only the first line counts.

const cases: readonly BrokenCase[] = [...brokenTexts, ...brokenUrls, ...brokenRequests, ...brokenForms]
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
let url = ''
let given: readonly Given[] = []
/** `knowing` may know about the stored keys, `blind` may not. */
let tokens = { knowing: '', blind: '' }

if (skipWithoutCeph === false) {
  const dataDir = stack.use(makeTempDir()).path
  const ceph = stack.use(await startCeph(sessionSettings))
  await ceph.createBucket(bucket)
  await ceph.createBucket('bobs-bucket', cephUsers.bob)
  const session = await getSessionKeys(ceph.endpoint)
  const store = { preset: 'ceph', endpoint: ceph.endpoint, bucketPatterns: [] } as const
  await storeCredential('alice', { dataDir }, { ...store, ...cephUsers.alice, publicEndpoint: ceph.virtualEndpoint })
  await storeCredential('session', { dataDir }, { ...store, ...toTemporary(session) })
  const allow = ['*:elsewhere/*']
  tokens = { knowing: await createToken({ dataDir }), blind: await createToken({ dataDir }, { name: 'blind', allow }) }
  const stand = createStand(ceph, session)
  await fetch(stand.sign({ method: 'PUT' }), { method: 'PUT', body: 'hello' })
  const made: Given[] = []
  for (const one of cases) made.push(await one.make(stand))
  given = made
  url = stack.use(await startGateway({ dataDir })).report.url
}

function toTemporary({ sessionToken, ...keys }: SessionKeys) {
  return { ...keys, sessionToken: new Secret(sessionToken), expiresAt: Date.now() + 900_000 }
}

async function explain(params: Given, token: string): Promise<ExplanationResult> {
  const response = await fetch(`${url}/awss3/explain`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(params),
  })
  const body = await response.text()
  assert.equal(response.status, 200, body)
  const { data } = JSON.parse(body) as { data: ExplanationResult }
  refuseSecrets(params, body)
  return data
}

/** Asserts that neither signatures nor tokens come back. */
function refuseSecrets(params: Given, body: string): void {
  const text = JSON.stringify(params)
  const found = [...text.matchAll(/(?:Signature|Security-Token)(?:=|%3D|%253D)([\w%/+-]{20,})/gi)].map(
    ([, value = '']) => value,
  )
  for (const secret of [...found, 'secret-of-a-test']) assert.ok(!body.includes(secret.slice(0, 20)), body)
}

for (const [who, token, least] of [
  ['with the stored key', () => tokens.knowing, 0.95],
  ['without any key', () => tokens.blind, 0.75],
] as const) {
  test(`the first line explains at least ${least * 100}% of the broken cases, and is never certain and wrong, ${who}`, {
    skip: skipWithoutCeph,
  }, async (context) => {
    const misses: string[] = []
    for (const [index, { title, expected, says }] of cases.entries()) {
      const { causes } = await explain(given[index] ?? {}, token())
      const [first] = causes
      const isRight = first !== undefined && expected.includes(first.code) && says?.test(first.message) !== false
      if (!isRight) misses.push(`${title}: ${first?.certainty} ${first?.code}: ${first?.message}`)
    }
    const explained = cases.length - misses.length
    context.diagnostic(`${explained} of ${cases.length} broken cases are explained by the first line, ${who}`)
    if (misses.length > 0) context.diagnostic(`not: ${misses.map((miss) => miss.replace(/:.*/s, '')).join('; ')}`)
    assert.deepEqual(
      misses.filter((miss) => miss.includes(': certain ')),
      [],
      'no explanation is certain and wrong',
    )
    assert.ok(explained >= cases.length * least, misses.join('\n'))
  })
}
