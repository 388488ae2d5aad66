import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { listAuditEvents } from '../../src/admin/list-audit-events.ts'
import { administer } from '../samples/administer.ts'
import { makeClientToken } from '../samples/make-client-token.ts'
import { ask, beRefused, sign } from '../samples/sign.ts'
import { createTokenWithId, revokeToken, storeAwsCredential } from '../samples/store-credential.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { describeInstallation, startNode } from '../servers/postgres-nodes.ts'
import { startPostgres } from '../servers/postgres-server.ts'
import { readSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const upload = { bucket: 'my-bucket', key_name: 'in/a.png', type: 'upload' }
const unchecked = { SIGNPOST_BUCKET_CHECK: 'off' }

function signer({ report }: GatewayProcess, token: string) {
  return { url: report.url, token }
}

async function readCode(gateway: GatewayProcess, token: string): Promise<string> {
  const response = await ask(signer(gateway, token), upload)
  return response.status === 200 ? 'signed' : ((await response.json()) as { error: { code: string } }).error.code
}

const page = 'https://app.example.com'
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const { path: dataDir } = stack.use(makeTempDir())
await storeAwsCredential({ dataDir })
const env = { ...unchecked, SIGNPOST_CORS_ORIGINS: `${page},https://other.example` }
const gateway = stack.use(await startGateway({ dataDir, env }))

test('every node accepts the client token that one node made, until the API token is revoked', {
  skip: skipWithout('postgresql'),
}, async () => {
  await using server = await startPostgres()
  const env = describeInstallation(await server.createDatabase())
  await using one = await startNode(env)
  await using other = await startNode(env)
  await storeAwsCredential({ env })
  const { id, token } = await createTokenWithId({ env })
  const text = await makeClientToken(signer(one, token))
  for (const node of [one, other]) assert.equal(await readCode(node, text), 'signed')

  await revokeToken(id, { env })

  // fault/ measures that it takes at most 2 s.
  for (const node of [one, other]) {
    await waitUntil('the client token is refused', async () => (await readCode(node, text)) === 'token_revoked')
  }
})

test('client tokens survive a rotation of the master key while gateways run, but not the loss of the former key', async () => {
  using dir = makeTempDir()
  const dataDir = dir.path
  await using one = await startGateway({ dataDir, env: unchecked })
  await storeAwsCredential({ dataDir })
  const { token } = await createTokenWithId({ dataDir })
  const before = await makeClientToken(signer(one, token))
  {
    await using other = await startGateway({ dataDir, env: unchecked })
    await readSignpost(['vault', 'rotate', '--new-key'], { dataDir })
    const after = await makeClientToken(signer(one, token))
    assert.notEqual(before.slice(3, 15), after.slice(3, 15), 'the client token names the new key')
    for (const node of [one, other]) {
      for (const text of [before, after]) assert.equal(await readCode(node, text), 'signed')
    }
  }

  rmSync(join(dataDir, 'master.key.previous'))
  await using later = await startGateway({ dataDir, env: unchecked })
  assert.equal(await readCode(later, before), 'token_unknown')
})

test('client tokens work with a master key that a command supplies, even after a rotation', async () => {
  using dir = makeTempDir()
  const supply = join(dir.path, 'supply')
  writeFileSync(supply, `${Buffer.alloc(32, 7).toString('base64')}\n`)
  const env = { ...unchecked, SIGNPOST_MASTER_KEY_COMMAND: `sh -c 'cat "${supply}"'` }
  const dataDir = join(dir.path, 'data')
  await storeAwsCredential({ dataDir, env })
  const { token } = await createTokenWithId({ dataDir, env })
  await using gateway = await startGateway({ dataDir, env })
  const text = await makeClientToken(signer(gateway, token))
  assert.equal(await readCode(gateway, text), 'signed')

  writeFileSync(supply, [8, 7].map((byte) => `${Buffer.alloc(32, byte).toString('base64')}\n`).join(''))
  await using rotated = await startGateway({ dataDir, env })
  assert.equal(await readCode(rotated, text), 'signed')
})

test('a web page uses a client token over CORS, from its own origin only', async () => {
  const { token } = await createTokenWithId({ dataDir }, { name: 'page' })
  const text = await makeClientToken(signer(gateway, token), { origins: [page] })
  const url = `${gateway.report.url}/awss3/signed-url/for-upload?bucket=my-bucket&key_name=in/a.png`
  const askFrom = (origin: string) => fetch(url, { headers: { authorization: `Bearer ${text}`, origin } })

  const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }
  const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: page, ...asked } })
  assert.equal(preflight.headers.get('access-control-allow-origin'), page)
  const signed = await askFrom(page)
  assert.deepEqual([signed.status, signed.headers.get('access-control-allow-origin')], [200, page])
  assert.equal((await askFrom('https://other.example')).status, 403)
  const { code, message } = await beRefused(signer(gateway, text), upload)
  assert.deepEqual([code, message.includes('no Origin header')], ['token_not_allowed', true])
})

test('the audit log shows which client token was used, and from which API token it was made', async () => {
  const { id, token } = await createTokenWithId({ dataDir }, { name: 'audited' })
  const text = await makeClientToken(signer(gateway, token))
  await sign(signer(gateway, text), upload)
  await sign(signer(gateway, token), upload)

  const { events } = await administer({ dataDir }, (dependencies) => listAuditEvents.run({ tokenId: id }, dependencies))
  const fingerprint = hash('sha256', text, 'hex').slice(0, 16)
  assert.deepEqual(
    events.map((event) => [event.operation, event.tokenId, event.clientToken]),
    [
      ['signed_url', id, null],
      ['signed_url', id, fingerprint],
      ['client_token', id, fingerprint],
    ],
  )
})
