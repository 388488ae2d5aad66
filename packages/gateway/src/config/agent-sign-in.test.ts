import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listAgentSignIn } from './agent-sign-in.ts'
import { loadConfig } from './load-config.ts'

const provider = {
  SIGNPOST_OIDC_ISSUER: 'https://login.example.com',
  SIGNPOST_OIDC_CLIENT_ID: 'dashboard',
  SIGNPOST_PUBLIC_URL: 'https://sign.example.com',
}
const read = (env: Readonly<Record<string, string>>) => listAgentSignIn(loadConfig({ env }).config)

test('agents sign in for the URL of /mcp when a provider and a public URL are set', () => {
  const resource = 'https://sign.example.com/mcp'
  const signIn = { issuer: 'https://login.example.com', resource, audience: resource, scopes: [] }
  assert.deepEqual(read(provider), signIn)
  assert.deepEqual(read({ ...provider, SIGNPOST_MCP_AUDIENCE: 'api://signpost', SIGNPOST_MCP_SCOPES: 'a,b' }), {
    ...signIn,
    audience: 'api://signpost',
    scopes: ['a', 'b'],
  })
  const { SIGNPOST_PUBLIC_URL: _, ...withoutUrl } = provider
  assert.equal(read(withoutUrl), undefined)
  assert.equal(read({}), undefined)
})

for (const [env, problem] of [
  [{ SIGNPOST_MCP_AUDIENCE: 'a' }, /mcpAudience or mcpScopes is set without oidcIssuer/],
  [{ ...provider, SIGNPOST_PUBLIC_URL: '', SIGNPOST_MCP_SCOPES: 'a' }, /set without publicUrl/],
  [
    { ...provider, SIGNPOST_MCP_AUDIENCE: 'dashboard' },
    /mcpAudience is the same as oidcClientId: it must be an audience of its own/,
  ],
  [{ ...provider, SIGNPOST_MCP_SCOPES: 'a"b' }, /must be a scope, without spaces/],
] as const) {
  test(`a setting that could not work is refused: ${problem}`, () => assert.throws(() => loadConfig({ env }), problem))
}
