import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createToken } from '../samples/store-credential.ts'
import { startComposedGateway } from '../servers/composed-gateway.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { startTokenProxy } from '../servers/token-proxy.ts'

const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/dist/index.js'))
const leftOut = fileURLToPath(new URL('left-out-scenarios.yaml', import.meta.url))

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir()).path
const gateway = stack.use(await startComposedGateway({ dataDir: dir }))
// The suite cannot send a token.
const proxy = stack.use(await startTokenProxy(gateway.url, await createToken({ dataDir: dir })))

for (const { revision, required } of [
  { revision: '2025-11-25', required: ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection'] },
  {
    revision: '2026-07-28',
    required: [
      'http-header-validation',
      'caching',
      'tools-list',
      'server-sse-multiple-streams',
      'sep-2164-resource-not-found',
      'dns-rebinding-protection',
      'input-required-result-unsupported-methods',
    ],
  },
]) {
  test(`the gateway passes the official conformance suite, revision ${revision}`, async () => {
    const args = ['server', '--url', `${proxy.url}/mcp`, '--suite', 'all', '--spec-version', revision]
    const { stdout } = await promisify(execFile)(process.execPath, [suite, ...args, '--expected-failures', leftOut], {
      cwd: dir,
    }).catch((failed: { stdout: string }) => assert.fail(failed.stdout.slice(-4000)))

    for (const scenario of required) assert.match(stdout, new RegExp(`✓ ${scenario}: [1-9]\\d* passed, 0 failed`))
  })
}
