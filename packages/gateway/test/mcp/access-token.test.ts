import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createAccessTokenVerifier } from '../../src/mcp/access-token.ts'
import { startMcpProvider } from '../servers/mcp-provider.ts'

const provider = await startMcpProvider()
after(() => provider[Symbol.asyncDispose]())
const resource = 'https://sign.example.com/mcp'
const claims = (fields: object = {}) => ({
  ...{ iss: provider.issuer, aud: resource, sub: 'alice', exp: Math.floor(Date.now() / 1000) + 300 },
  ...fields,
})

test('a provider that is away is said to be, is left alone for a moment, and works when it is back', async (t) => {
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

test('a provider that calls itself by another name is not trusted', async () => {
  const issuer = `${provider.issuer}/`
  const verify = createAccessTokenVerifier({ issuer, resource, audience: resource, scopes: [] }, Date.now)
  await assert.rejects(verify(await provider.sign(claims({ iss: issuer }))), { code: 'oidc_unavailable' })
})
