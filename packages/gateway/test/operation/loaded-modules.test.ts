import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { startOtlpReceiver } from '../servers/otlp-receiver.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { describeCollector, signedUrlPath } from '../servers/traced-gateway.ts'
import { goodExit } from '../servers/worker-processes.ts'

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
  // A service name alone does not turn traces on.
  const env = { SIGNPOST_BUCKET_CHECK: 'off', OTEL_SERVICE_NAME: 'signpost', ...watch(report) }
  await using gateway = await startGateway({ dataDir, env })
  await sign({ url: gateway.report.url, token }, { bucket: 'my-bucket', key_name: 'a.txt' })

  assert.deepEqual(listLoaded(report, unused), [])
  assert.match(readFileSync(report, 'utf8'), /\/node_modules\/fastify\//)
  assert.deepEqual(await gateway.stop(), goodExit)
  assert.deepEqual(listLoaded(report, ['internal/deps/undici/', '_http_server']), ['_http_server'])
  assert.deepEqual(listTracing(report), [])
})

test('the session check of a visitor loads nothing of the sign-in; with its variables, the SDK of OpenTelemetry is loaded', async () => {
  using dir = makeTempDir()
  await using collector = await startOtlpReceiver()
  const report = join(dir.path, 'modules')
  const env = { ...watch(report), ...describeCollector(collector) }
  await using gateway = await startGateway({ dataDir: join(dir.path, 'data'), env })
  // The dashboard asks for the session before anybody has signed in.
  assert.equal((await fetch(`${gateway.report.url}/admin/auth/session`)).status, 200)
  assert.deepEqual(
    listLoaded(report, ['node_modules/better-auth/', 'node_modules/@zxcvbn-ts/', 'node_modules/zod/']),
    [],
  )
  // Nobody has a token, so the request is refused.
  assert.equal((await fetch(gateway.report.url + signedUrlPath())).status, 401)
  assert.deepEqual(await gateway.stop(), goodExit)

  assert.ok(listTracing(report).some((load) => load.includes('/@opentelemetry/sdk-trace/')))
  assert.ok(collector.deliveries.length > 0)
})

/** The environment of a gateway that reports the modules that it loads. */
function watch(report: string): Record<string, string> {
  return { NODE_OPTIONS: `--import ${watcher}`, MODULE_REPORT: report }
}

/** Lists the loads of OpenTelemetry's modules, and of the gateway's own modules for traces. */
function listTracing(report: string): readonly string[] {
  return readFileSync(report, 'utf8')
    .split('\n')
    .filter((load) => {
      const [parent = '', module = ''] = load.split(' ')
      // prom-client has the API package as a dependency of its own, which does nothing without the SDK.
      const isMetrics = /\/node_modules\/(prom-client|@opentelemetry\/api)\//.test(parent)
      return /\/node_modules\/@opentelemetry\/|\/src\/tracing\//.test(module) && !isMetrics
    })
}

/** Finds which parts of paths occur in the report of loaded modules. */
function listLoaded(report: string, parts: readonly string[]): readonly string[] {
  const used = readFileSync(report, 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
  return parts.filter((part) => used.some((module) => module.includes(part)))
}
