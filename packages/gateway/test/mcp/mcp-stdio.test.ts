import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { cleanEnvironment, runSignpost, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const inspector = fileURLToPath(
  new URL('clients/launcher/build/index.js', import.meta.resolve('@modelcontextprotocol/inspector/package.json')),
)

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
await storeAwsCredential({ dataDir })
const token = await createToken({ dataDir }, { allow: ['upload:my-bucket/incoming/*'] })
const gateway = stack.use(await startComposedGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off' } }))
const secrets = { SIGNPOST_TOKEN: token, SIGNPOST_BUCKET_CHECK: 'off' }

for (const { title, env, place } of [
  { title: 'through a gateway', env: { SIGNPOST_URL: gateway.url }, place: [] },
  { title: 'on the data directory', env: {}, place: ['--data-dir', dataDir] },
]) {
  for (const mode of ['auto', 'legacy'] as const) {
    test(`signpost mcp works ${title}, for a client in ${mode} mode`, async () => {
      const client = new Client({ name: 'test', version: '1.0' }, { versionNegotiation: { mode } })
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: [signpostBin, 'mcp', ...place],
        env: { ...(cleanEnvironment({ ...secrets, ...env }) as Record<string, string>) },
        stderr: 'pipe',
      })
      await client.connect(transport)
      const { tools } = await client.listTools()
      const { structuredContent } = await client.callTool({
        name: 'signed_url',
        arguments: { bucket: 'my-bucket', key_name: 'incoming/a b.txt', type: 'upload' },
      })
      const refused = await client.callTool({
        name: 'signed_url',
        arguments: { bucket: 'my-bucket', key_name: 'elsewhere.txt', type: 'upload' },
      })
      await client.close()

      assert.ok(tools.some(({ name }) => name === 'multipart_begin'))
      assert.ok(!tools.some(({ name }) => name === 'delete_object'))
      assert.match(JSON.stringify(structuredContent), /\/incoming\/a%20b\.txt\?/)
      assert.match(JSON.stringify(refused.content), /token_not_allowed/)
    })
  }
}

test('an invalid message gets a JSON-RPC error, and an invalid token is explained in words', async () => {
  const input = [
    'nonsense',
    '[1]',
    '',
    '{"jsonrpc":"2.0","id":7,"method":"tools/list"}',
    '{"jsonrpc":"2.0","method":"x"}',
  ].join('\n')
  const env = { SIGNPOST_URL: gateway.url, SIGNPOST_TOKEN: 'at_nonsense' }
  const { code, stdout, stderr } = await runSignpost(['mcp'], { env, input })

  assert.deepEqual([code, stderr], [0, ''])
  const replies = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: unknown; error: { code: number; message: string } })
  assert.deepEqual(
    replies.map(({ id, error }) => [id, error.code]),
    [
      [null, -32700],
      [null, -32700],
      [7, -32603],
    ],
  )
  assert.match(replies[2]?.error.message ?? '', /\(token_unknown\)$/)
})

test('without a token, or with an invalid URL, signpost mcp says what it needs', async () => {
  const without = await runSignpost(['mcp'], { dataDir })
  assert.equal(without.code, 1)
  assert.match(without.stderr, /SIGNPOST_TOKEN is required: .*signpost token create/)
  const wrong = await runSignpost(['mcp'], { env: { ...secrets, SIGNPOST_URL: 'sign.example.com' } })
  assert.equal(wrong.code, 1)
  assert.match(wrong.stderr, /SIGNPOST_URL must be the origin of a gateway/)
  const away = await runSignpost(['mcp'], {
    env: { ...secrets, SIGNPOST_URL: 'http://127.0.0.1:1' },
    input: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n',
  })
  assert.match(away.stdout, /"id":1,"error":\{"code":-32603,"message":"The gateway does not answer/)
})

test('the inspector’s command line lists the tools and calls one', async () => {
  const inspect = async (...args: string[]) => {
    const target = [`${gateway.url}/mcp`, '--transport', 'http', '--header', `Authorization: Bearer ${token}`]
    const { stdout } = await promisify(execFile)(process.execPath, [inspector, '--cli', ...target, ...args], {
      cwd: dataDir,
      env: { ...cleanEnvironment(), HOME: dataDir },
    })
    return JSON.parse(stdout) as { tools?: { name: string }[]; structuredContent?: { rules: string[] } }
  }
  const { tools = [] } = await inspect('--method', 'tools/list')
  assert.ok(tools.some(({ name }) => name === 'signed_url'))
  const { structuredContent } = await inspect('--method', 'tools/call', '--tool-name', 'whoami')
  assert.deepEqual(structuredContent?.rules, ['upload:my-bucket/incoming/*'])
})
