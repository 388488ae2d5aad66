import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createAccessTokenVerifier } from '../../src/mcp/access-token.ts'
import { startMcpProvider } from '../servers/mcp-provider.ts'

const provider = await startMcpProvider()
after(() => provider[Symbol.asyncDispose]())
const resource = 'https://sign.example.com/mcp'
const claims = (fields: object = {}) => ({
  ...{ iss: provider.issuer, aud: resource, sub: 'alice', exp: Math.floor(Date.now() / 1000) + 300 },
  ...fields,
})

test('an unavailable provider is reported, not asked again for a moment, and used again once it is back', async (t) => {
  const time = { now: Date.now() }
  const signIn = { issuer: provider.issuer, resource, audience: resource, scopes: [] }
  const verify = createAccessTokenVerifier(signIn, () => time.now)
  const token = await provider.sign(claims())
  const asked = t.mock.method(globalThis, 'fetch', async () => Response.json({}, { status: 500 }))
  await assert.rejects(verify(token), { code: 'oidc_unavailable', status: 502 })
  await assert.rejects(verify(token), { code: 'oidc_unavailable' })
  assert.equal(asked.mock.callCount(), 1)
  asked.mock.restore()
  time.now += 5000
  assert.equal(await verify(token), 'alice')
})

test('a provider whose metadata names another issuer is not trusted', async () => {
  const issuer = `${provider.issuer}/`
  const verify = createAccessTokenVerifier({ issuer, resource, audience: resource, scopes: [] }, Date.now)
  await assert.rejects(verify(await provider.sign(claims({ iss: issuer }))), { code: 'oidc_unavailable' })
})

test('a token without a key id is checked against each matching key, and refused when none signed it', async (t) => {
  const pairs = await Promise.all([1, 2, 3].map(() => generateKeyPair('ES256')))
  const [, , stranger] = pairs
  const published = await Promise.all(
    pairs.slice(0, 2).map(async ({ publicKey }, index) => ({ ...(await exportJWK(publicKey)), kid: `key-${index}` })),
  )
  const issuer = 'https://provider.example.com'
  t.mock.method(globalThis, 'fetch', async (url: string | URL) =>
    String(url).endsWith('/jwks')
      ? Response.json({ keys: published })
      : Response.json({ issuer, jwks_uri: `${issuer}/jwks` }),
  )
  const verify = createAccessTokenVerifier({ issuer, resource, audience: resource, scopes: [] }, Date.now)
  const sign = (pair: (typeof pairs)[number] | undefined, fields: object = {}, header: object = {}) =>
    new SignJWT(claims({ iss: issuer, ...fields }))
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(pair?.privateKey ?? assert.fail())

  for (const pair of pairs.slice(0, 2)) assert.equal(await verify(await sign(pair)), 'alice')
  const refused = { code: 'token_unknown', status: 401 }
  await assert.rejects(verify(await sign(stranger)), refused)
  await assert.rejects(verify(await sign(pairs[1], { exp: 1 })), { code: 'token_expired' })
  await assert.rejects(verify(await sign(pairs[0], {}, { kid: 'key-1' })), refused)
})

test('a token with an unsupported header is refused as unknown, not reported as a fault of the provider', async () => {
  const verify = createAccessTokenVerifier(
    { issuer: provider.issuer, resource, audience: resource, scopes: [] },
    Date.now,
  )
  const [, payload, signature] = (await provider.sign(claims())).split('.')
  for (const header of [
    { alg: 'RS256', crit: ['unheard-of'], 'unheard-of': true },
    { alg: 'RS256', crit: [] },
    { alg: 'RS256', b64: false, crit: ['b64'] },
    { alg: 7 },
    { alg: 'RS256', kid: 7 },
    { alg: 'RS256', typ: 7 },
  ]) {
    const token = [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature].join('.')
    await assert.rejects(verify(token), { code: 'token_unknown', status: 401 }, JSON.stringify(header))
  }
})
