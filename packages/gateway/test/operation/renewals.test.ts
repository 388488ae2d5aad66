import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { addCredential } from '../../src/admin/add-credential.ts'
import { listCredentials } from '../../src/admin/list-credentials.ts'
import { administer } from '../samples/administer.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { createToken, createTokenWithId, revokeToken, storeCredential } from '../samples/store-credential.ts'
import { type ComposedGateway, startComposedGateway } from '../servers/composed-gateway.ts'
import { startKeySources } from '../servers/key-sources.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** How far the nodes' clock is ahead of the database's clock, which is the machine's. */
let aheadMs = 0
const clock = () => Date.now() + aheadMs
/** Texts that no node may log. */
const secrets = ['the-secret-of-the-source', 'the-session']

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const sources = stack.use(await startKeySources(stack.use(makeTempDir()).path, createKeys('ASIAFIRST')))
// The SDK reads its environment itself, and the nodes are in this process.
const before = { ...process.env }
Object.assign(process.env, sources.env)
stack.defer(() => {
  process.env = before
})
const server = stack.use(await startPostgres())
const env = {
  SIGNPOST_DATABASE_URL: await server.createDatabase(),
  SIGNPOST_MASTER_KEY: randomBytes(32).toString('base64'),
  SIGNPOST_BUCKET_CHECK: 'off',
}
const object = { bucket: 'my-bucket', key_name: 'a.txt', expires_in: '3600' }
const [one, two] = [await startNode(), await startNode()]
const token = await createToken({ env })
await storeRenewing({ name: 'role', from: 'container' })

test('one node renews the credential, and both nodes sign with the new keys', async () => {
  for (const node of [one, two]) assert.equal((await signBy(node)).signer, 'ASIAFIRST')
  sources.asked.length = 0
  sources.give(createKeys('ASIASECOND', 31 * minuteMs))

  await moveAhead(31 * minuteMs)

  for (const node of [one, two]) {
    await waitUntil('the node signs with the new keys', async () => (await signBy(node)).signer === 'ASIASECOND')
  }
  assert.deepEqual(sources.asked, ['container'])
})

test('a failed renewal is reported, and leaves the former keys in use; URLs expire with these keys', async () => {
  const { expiresAt: end } = await show()
  sources.refuse()

  await moveAhead(31 * minuteMs)

  await waitUntil('the renewal has failed', async () => (await show()).renewal?.state === 'failing')
  for (const node of [one, two]) {
    const { signer, expiresAt, warnings } = await signBy(node)
    assert.equal(signer, 'ASIASECOND')
    // URLs expire at a whole second, and never after the keys.
    const earlyMs = (end ?? 0) - Date.parse(expiresAt)
    assert.ok(earlyMs >= 0 && earlyMs < 2000, String(earlyMs))
    assert.match(warnings?.[0] ?? '', /expires earlier than requested/)
  }
  assert.match((await show()).renewal?.text ?? '', /the role of the container\. The renewal has failed.*status: 500/)
  assert.match(one.logs() + two.logs(), /"reason":"Server responded with status: 500\.".*could not be renewed/)
})

test('after the keys have expired, requests are refused with 503 until there are new keys', async () => {
  await moveAhead(31 * minuteMs)
  await waitUntil('the renewal has failed again', async () =>
    ((await show()).renewal?.text ?? '').includes('times in a row'),
  )
  const refusal = await beRefused({ url: one.url, token }, object)
  assert.deepEqual([refusal.code, refusal.status], ['credential_not_renewed', 503])
  sources.give(createKeys('ASIATHIRD', aheadMs + 31 * minuteMs))
  aheadMs += 30 * minuteMs

  assert.equal((await signBy(two)).signer, 'ASIATHIRD')
  assert.equal((await signBy(one)).signer, 'ASIATHIRD')
  assert.equal((await show()).renewal?.state, 'good')
})

test('after a restart with expired keys, the first requests wait for the renewal', async () => {
  const none = createKeys('ASIAFOURTH', aheadMs + 6 * hourMs)
  sources.give(none)
  sources.asked.length = 0
  aheadMs += 6 * hourMs
  const started = await startNode()

  const signed = await Promise.all([signBy(started), signBy(started), signBy(started)])

  assert.deepEqual(new Set(signed.map(({ signer }) => signer)), new Set(['ASIAFOURTH']))
  assert.deepEqual(sources.asked, ['container'])
})

test('a role is assumed with the new keys of its source after a rotation', async () => {
  await storeCredential('base', { env }, { accessKeyId: 'AKIABASE', endpoint: undefined })
  const from = 'assume-role:arn:aws:iam::123456789012:role/other'
  sources.give(createKeys('ASIAROLE', aheadMs))
  await storeRenewing({ name: 'assumed', from, source: 'base', externalId: 'tenant-7' })
  assert.match(sources.asked.at(-1) ?? '', /^AKIABASE .*ExternalId=tenant-7/)
  // By the nodes' clock, the renewal is due at once. A renewal in flight while the clock moves on would compute other times.
  await waitUntil('a node has renewed the credential', async () => {
    return ((await readAll()).assumed.renewal?.dueAt ?? 0) > clock() + 5 * minuteMs
  })
  const { base } = await readAll()
  await administer({ env }, async ({ credentials }) => credentials.update({ ...base, accessKeyId: 'AKIAROTATED' }))
  sources.give(createKeys('ASIANEXT', aheadMs + hourMs))

  await moveAhead(31 * minuteMs)

  await waitUntil('the credential is renewed', async () => (await readAll()).assumed.accessKeyId === 'ASIANEXT')
  // The container's role is renewed at the same time.
  assert.match(sources.asked.findLast((one) => one !== 'container') ?? '', /^AKIAROTATED /)
  assert.equal((await signBy(one, { credential: 'assumed' })).signer, 'ASIANEXT')
})

test('no log contains a secret', () => {
  for (const secret of secrets) assert.ok(!(one.logs() + two.logs()).includes(secret))
})

async function startNode(): Promise<ComposedGateway> {
  return stack.use(await startComposedGateway({ dataDir: stack.use(makeTempDir()).path, env, clock }))
}

/** Moves the nodes' clock ahead, and wakes the nodes by a change that their change feeds report. */
async function moveAhead(ms: number): Promise<void> {
  aheadMs += ms
  const { id } = await createTokenWithId({ env })
  await revokeToken(id, { env })
}

/** Makes keys. @param startMs how long from now their validity of one hour begins */
function createKeys(accessKeyId: string, startMs = 0) {
  const expiresAt = Math.ceil((Date.now() + startMs + hourMs) / 1000) * 1000
  return { accessKeyId, secretAccessKey: 'the-secret-of-the-source', sessionToken: 'the-session', expiresAt }
}

async function storeRenewing(fields: Omit<Parameters<typeof addCredential.run>[0], 'region'>): Promise<void> {
  await administer({ env }, (dependencies) =>
    addCredential.run({ region: 'eu-central-1', unchecked: true, ...fields }, dependencies),
  )
}

async function show() {
  const { credentials } = await administer({ env }, (dependencies) => {
    return listCredentials.run({}, { ...dependencies, clock })
  })
  return credentials[0] ?? assert.fail()
}

async function readAll() {
  const stored = await administer({ env }, ({ credentials, accountId }) => credentials.list(accountId))
  const find = (name: string) => stored.find((credential) => credential.name === name) ?? assert.fail()
  return { base: find('base'), assumed: find('assumed') }
}

async function signBy({ url }: ComposedGateway, params = {}) {
  const signed = await sign({ url, token }, { ...object, ...params })
  const [signer] = new URL(signed.signedUrl).searchParams.get('X-Amz-Credential')?.split('/') ?? []
  return { ...signed, signer }
}
