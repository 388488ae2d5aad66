import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  Client,
  type OAuthClientInformation,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { generateKeyPair, SignJWT } from 'jose'
import { createToken } from '../../src/admin/create-token.ts'
import { revokeToken } from '../../src/admin/revoke-token.ts'
import { setToken } from '../../src/admin/set-token.ts'
import { administer } from '../samples/administer.ts'
import { storeAwsCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { findFreePort } from '../servers/free-port.ts'
import { callOf, postMcp } from '../servers/mcp-post.ts'
import { agentClient, startMcpProvider } from '../servers/mcp-provider.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
const provider = stack.use(await startMcpProvider())
await storeAwsCredential({ dataDir })
const create = (name: string, oidcSubject: string) =>
  administer({ dataDir }, (dependencies) =>
    createToken.run({ name, oidcSubject, allow: [`upload:my-bucket/${name}/*`] }, dependencies),
  )
const alice = await create('of-alice', 'alice')
const port = await findFreePort()
const url = `http://127.0.0.1:${port}`
const resource = `${url}/mcp`
const metadataUrl = `${url}/.well-known/oauth-protected-resource/mcp`
const env = {
  SIGNPOST_BUCKET_CHECK: 'off',
  SIGNPOST_PUBLIC_URL: url,
  SIGNPOST_OIDC_ISSUER: provider.issuer,
  SIGNPOST_OIDC_CLIENT_ID: 'dashboard',
  SIGNPOST_MCP_SCOPES: 'signpost',
}
const now = () => Date.now()
const gateway = stack.use(await startComposedGateway({ dataDir, env, port, clock: () => now() }))

const seconds = () => Math.floor(Date.now() / 1000)
const claims = (fields: object = {}) => ({
  ...{ iss: provider.issuer, aud: resource, sub: 'alice', scope: 'openid signpost' },
  ...{ iat: seconds(), exp: seconds() + 300 },
  ...fields,
})
const call = (accessToken: string) =>
  postMcp(url, callOf('whoami'), accessToken === '' ? {} : { authorization: `Bearer ${accessToken}` })

test('an agent that knows only the URL finds the provider, signs in, and acts with the API token of its subject', async () => {
  const kept: { tokens?: OAuthTokens; verifier?: string; asked?: URL } = {}
  const authProvider = {
    redirectUrl: agentClient.redirectUri,
    clientMetadata: { redirect_uris: [agentClient.redirectUri] },
    clientInformation: (): OAuthClientInformation => ({ client_id: agentClient.client_id }),
    tokens: () => kept.tokens,
    saveTokens(tokens: OAuthTokens) {
      kept.tokens = tokens
    },
    redirectToAuthorization(asked: URL) {
      kept.asked = asked
    },
    saveCodeVerifier(verifier: string) {
      kept.verifier = verifier
    },
    codeVerifier: () => kept.verifier ?? '',
  }
  const open = () => new StreamableHTTPClientTransport(new URL(resource), { authProvider })
  const first = open()
  await assert.rejects(new Client({ name: 'agent', version: '1' }).connect(first), UnauthorizedError)
  const { asked } = kept
  assert.ok(asked !== undefined)
  assert.deepEqual(
    [asked.origin, asked.searchParams.get('resource'), asked.searchParams.get('scope')],
    [provider.issuer, resource, 'signpost'],
  )

  const back = await provider.signIn(asked, 'alice')
  await first.finishAuth(back.searchParams)
  const client = new Client({ name: 'agent', version: '1' })
  await client.connect(open())
  const { structuredContent } = await client.callTool({ name: 'whoami', arguments: {} })
  assert.match(JSON.stringify(structuredContent), /upload:my-bucket\/of-alice\/\*/)
  const args = { bucket: 'my-bucket', key_name: 'of-bob/a.txt', type: 'upload' }
  const refused = await client.callTool({ name: 'signed_url', arguments: args })
  assert.match(JSON.stringify(refused.content), /token_not_allowed/)
  await client.close()

  const [event] = await gateway.database.audit.listAfter(0, 1)
  assert.equal(event?.tokenId, alice.id)
  assert.ok(!gateway.logs().includes(String(kept.tokens?.access_token)))
})

test('the metadata is correct at both URLs, and readable from any origin', async () => {
  for (const place of [metadataUrl, `${url}/.well-known/oauth-protected-resource`]) {
    const response = await fetch(place)
    assert.equal(response.headers.get('access-control-allow-origin'), '*')
    assert.deepEqual(await response.json(), {
      resource,
      authorization_servers: [provider.issuer],
      scopes_supported: ['signpost'],
      bearer_methods_supported: ['header'],
      resource_name: 'Signpost',
      resource_documentation: `${url}/docs`,
    })
    assert.equal((await fetch(`${url}/docs`)).status, 200)
  }
})

test('a refused client learns where to sign in, and what was wrong with its token', async () => {
  const none = await call('')
  assert.equal(none.headers.get('www-authenticate'), `Bearer scope="signpost", resource_metadata="${metadataUrl}"`)
  for (const wrong of [
    'at_nonsense',
    'eyJ.eyJ.x',
    'eyJhbGciOiJub25lIn0.e30.',
    await provider.sign(claims({ aud: 'other' })),
  ]) {
    const reply = await call(wrong)
    assert.equal(reply.status, 401)
    assert.match(
      reply.headers.get('www-authenticate') ?? '',
      /^Bearer error="invalid_token", error_description="[^"\\]+", scope="signpost", resource_metadata="http[^"]+"$/,
    )
  }
})

for (const [what, fields, header, status, message] of [
  ['valid claims', {}, {}, 200, ''],
  ['several audiences', { aud: ['x', resource] }, {}, 200, ''],
  ['scopes as Entra writes them', { scope: undefined, scp: 'signpost' }, {}, 200, ''],
  ['a type without at+', {}, { typ: 'JWT' }, 200, ''],
  ['another audience', { aud: `${url}/` }, {}, 401, /is for another audience/],
  ['the audience of the dashboard', { aud: 'dashboard' }, {}, 401, /is for another audience/],
  ['no audience', { aud: undefined }, {}, 401, /is for another audience/],
  ['another issuer', { iss: 'https://evil.example.com' }, {}, 401, /not from the issuer/],
  ['an issuer with an extra slash', { iss: `${provider.issuer}/` }, {}, 401, /not from the issuer/],
  ['an expiry in the past', { exp: seconds() - 60 }, {}, 401, /has expired/],
  ['no expiry', { exp: undefined }, {}, 401, /no valid claim exp/],
  ['a start in the future', { nbf: seconds() + 600 }, {}, 401, /no valid claim nbf/],
  ['no subject', { sub: undefined }, {}, 401, /no valid claim sub/],
  ['a numeric subject', { sub: 7 }, {}, 401, /no usable subject|no valid claim|cannot be read/],
  ['a subject with a line break', { sub: 'alice\nbob' }, {}, 401, /no usable subject/],
  ['an unsupported type', {}, { typ: 'logout+jwt' }, 401, /has the type/],
  ['no scope', { scope: 'openid' }, {}, 403, /lacks the scope signpost/],
  ['a subject without a token', { sub: 'mallory' }, {}, 403, /No API token is for the subject mallory/],
] as const) {
  test(`an access token with ${what} gets ${status}`, async () => {
    const { status: answered, body, headers } = await call(await provider.sign(claims(fields), header))
    assert.equal(answered, status, JSON.stringify(body))
    if (status === 200) assert.match(JSON.stringify(body), /of-alice/)
    else assert.match(body.error?.message ?? '', message as RegExp)
    const challenge = headers.get('www-authenticate') ?? ''
    assert.equal(challenge.includes('insufficient_scope'), what === 'no scope')
  })
}

test('tokens that the provider did not sign are refused: another key, a shared secret, no signature', async () => {
  const { privateKey } = await generateKeyPair('RS256')
  const body = new SignJWT(claims())
  const forged = [
    await body.setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'the-key' }).sign(privateKey),
    await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'mine' }).sign(privateKey),
    await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).sign(Buffer.alloc(32, 1)),
  ]
  const good = await provider.sign(claims())
  const [, payload = ''] = good.split('.')
  forged.push(good.slice(0, -8) + 'AAAAAAAA'.slice(0, 8))
  forged.push(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.AA`)
  for (const token of forged) assert.equal((await call(token)).status, 401, token)
})

test('an access token is accepted only at /mcp and only in the header, and API tokens still work there', async () => {
  const good = await provider.sign(claims())
  const operation = await fetch(`${url}/awss3/whoami`, { headers: { authorization: `Bearer ${good}` } })
  assert.deepEqual([operation.status, operation.headers.get('www-authenticate')], [401, 'Bearer'])
  const inQuery = await fetch(`${resource}?api_token=${good}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify(callOf('whoami')),
  })
  assert.equal(inQuery.status, 401)
  await inQuery.text()
  assert.equal((await call(alice.token ?? '')).status, 200)
})

test('a subject gains and loses access with its API token: assigned, removed, assigned again, revoked', async () => {
  const bob = await provider.sign(claims({ sub: 'bob' }))
  assert.equal((await call(bob)).status, 403)
  const { id } = await create('of-bob', 'bob')
  assert.equal((await call(bob)).status, 200)
  const act = (run: (dependencies: Parameters<Parameters<typeof administer>[1]>[0]) => Promise<unknown>) =>
    administer({ dataDir }, run)
  await assert.rejects(
    act((dependencies) => setToken.run({ id, oidcSubject: 'alice' }, dependencies)),
    /The token of-alice \(tok_\w+\) is for this subject already/,
  )
  await assert.rejects(create('again', 'bob'), /is for this subject already/)
  await act((dependencies) => setToken.run({ id, remove: ['oidcSubject'] }, dependencies))
  await waitUntil('the token no longer belongs to bob', async () => (await call(bob)).status === 403)
  await act((dependencies) => setToken.run({ id, oidcSubject: 'bob' }, dependencies))
  assert.equal((await call(bob)).status, 200)
  await act((dependencies) => revokeToken.run({ id }, dependencies))
  await waitUntil('the token is refused', async () => (await call(bob)).status === 403)
})

test('the keys of the provider are fetched only once, even for tokens of another audience', async () => {
  const before = provider.keyRequests()
  for (let count = 0; count < 5; count++) await call(await provider.sign(claims()))
  await call(await provider.sign(claims({ aud: 'other' })))
  assert.equal(provider.keyRequests(), before)
  assert.equal(before, 1)
})

test('without a provider or a public URL, there is no metadata and no invitation to sign in', async () => {
  const dir = stack.use(makeTempDir()).path
  for (const settings of [{}, { SIGNPOST_OIDC_ISSUER: provider.issuer, SIGNPOST_OIDC_CLIENT_ID: 'dashboard' }]) {
    await using plain = await startComposedGateway({ dataDir: dir, env: settings })
    assert.equal((await fetch(`${plain.url}/.well-known/oauth-protected-resource/mcp`)).status, 404)
    const { headers, status } = await postMcp(plain.url, callOf('whoami'), {
      authorization: `Bearer ${await provider.sign(claims())}`,
    })
    assert.equal(status, 401)
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer error="invalid_token", error_description="[^"]+"$/)
    assert.equal((await postMcp(plain.url, callOf('whoami'))).headers.get('www-authenticate'), 'Bearer')
  }
})
