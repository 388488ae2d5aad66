import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

/** Modules that neither the start nor a plain signed URL needs. Each would cost time at the start, and memory from then on. */
const unused = [
  'packages/gateway/src/admin/registry.ts',
  'packages/gateway/src/http/admin-api.ts',
  'packages/gateway/src/openapi/openapi-document.ts',
  'packages/gateway/src/openapi/llms-text.ts',
  'packages/gateway/src/sandbox/s3-server.ts',
  'packages/gateway/src/http/read-body.ts',
  'packages/gateway/src/uppy/',
  'packages/gateway/src/sessions/open-sessions.ts',
  'node_modules/@aws-sdk/',
  'node_modules/@modelcontextprotocol/',
  'node_modules/@simplewebauthn/',
  'node_modules/@zxcvbn-ts/',
  'node_modules/better-auth/',
  'node_modules/busboy/',
  'node_modules/fast-xml-parser/',
  'node_modules/jsonc-parser/',
  'node_modules/undici/',
  'node_modules/zod/',
]

const watcher = new URL('../servers/report-modules.ts', import.meta.url).href

test('the start and a signed URL load no module that they do not need', async () => {
  using dir = makeTempDir()
  const dataDir = join(dir.path, 'data')
  const report = join(dir.path, 'modules')
  await storeAwsCredential({ dataDir })
  const token = await createToken({ dataDir })
  const env = { SIGNPOST_BUCKET_CHECK: 'off', NODE_OPTIONS: `--import ${watcher}`, MODULE_REPORT: report }
  await using gateway = await startGateway({ dataDir, env })
  await sign({ url: gateway.report.url, token }, { bucket: 'my-bucket', key_name: 'a.txt' })

  assert.deepEqual(listLoaded(report, unused), [])
  assert.match(readFileSync(report, 'utf8'), /\/node_modules\/fastify\//)
  await gateway.stop()
  assert.deepEqual(listLoaded(report, ['internal/deps/undici/', '_http_server']), ['_http_server'])
})

test('the session check of a visitor loads nothing of the sign-in', async () => {
  using dir = makeTempDir()
  const report = join(dir.path, 'modules')
  const env = { NODE_OPTIONS: `--import ${watcher}`, MODULE_REPORT: report }
  await using gateway = await startGateway({ dataDir: join(dir.path, 'data'), env })

  // The dashboard asks for the session before anybody has signed in.
  assert.equal((await fetch(`${gateway.report.url}/admin/auth/session`)).status, 200)
  assert.deepEqual(
    listLoaded(report, ['node_modules/better-auth/', 'node_modules/@zxcvbn-ts/', 'node_modules/zod/']),
    [],
  )
})

/** Finds which parts of paths occur in the report of loaded modules. */
function listLoaded(report: string, parts: readonly string[]): readonly string[] {
  const used = readFileSync(report, 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
  return parts.filter((part) => used.some((module) => module.includes(part)))
}
