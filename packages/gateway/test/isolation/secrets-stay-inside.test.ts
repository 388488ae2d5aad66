import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makeClientToken } from '../samples/make-client-token.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { startOtlpReceiver } from '../servers/otlp-receiver.ts'
import { sendRaw } from '../servers/raw-http.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { scrape } from '../servers/scrape.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { describeCollector } from '../servers/traced-gateway.ts'

/** This secret is random, so any file or output that contains it has leaked it. */
const secretAccessKey = `secret+access/key+${crypto.randomUUID()}`
const otherSecret = `another/secret+${crypto.randomUUID()}`

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir())
const dataDir = join(dir.path, 'data')

/** Everything that left the processes: answers, and the output of commands. */
const answers: string[] = []
const signatures: string[] = []

const place = ['--region', 'eu-central-1', '--endpoint', 'https://s3.store.invalid']
await run(['credential', 'add', 'v4', '--unchecked', '--access-key-id', 'AKIDONE', ...place], {
  input: secretAccessKey,
})
const v2 = ['--signature-version', 'v2', '--bucket', 'old-*']
await run(['credential', 'add', 'v2', '--unchecked', '--access-key-id', 'AKIDTWO', ...place, ...v2], {
  env: { SIGNPOST_SECRET_ACCESS_KEY: otherSecret },
})
const { token } = await readSignpost<{ token: string }>(['token', 'create', 'main'], { dataDir })
const revoked = await readSignpost<{ id: string; token: string }>(['token', 'create', 'gone'], { dataDir })
await run(['token', 'revoke', revoked.id, '--yes'])
const tokens = [token, revoked.token, `${token.slice(0, -1)}_`]
const clientTokens: string[] = []

const collector = stack.use(await startOtlpReceiver())
const collectorKey = `key-${crypto.randomUUID()}`
const tracing = { ...describeCollector(collector), OTEL_EXPORTER_OTLP_HEADERS: `authorization=${collectorKey}` }
const gateway = stack.use(await startGateway({ dataDir, env: { SIGNPOST_LOG_LEVEL: 'trace', ...tracing } }))
const { url } = gateway.report

test('no kind of request or command leaks a secret, a token or a signature', async (t) => {
  const object = 'bucket=my-bucket&key_name=a.txt'
  const asked = { allow: ['*:my-bucket/*', '*:old-bucket/*'], origins: ['https://app.example.com'] }
  const good = await makeClientToken({ url, token }, { allow: asked.allow })
  clientTokens.push(good, `${good.slice(0, -1)}_`, await makeClientToken({ url, token }, asked))
  clientTokens.push(await makeClientToken({ url, token }, { allow: ['upload:my-bucket/in/*'] }))
  for (const known of [...tokens, ...clientTokens]) {
    const bearer = { authorization: `Bearer ${known}` }
    for (const path of ['', '/for-fetch', '/for-upload']) {
      await ask(`/awss3/signed-url${path}?${object}&type=upload&acl=public-read&api_token=${known}`)
      await ask(`/awss3/signed-url${path}?bucket=old-bucket&key_name=a.txt`, bearer)
      await ask(`/awss3/signed-url${path}?bucket=UPPER&key_name=..&api_token=${known}`)
      await ask(`/awss3/signed-url${path}?${object}&api_token=${known}&api_token=${known}`)
      await ask(`/awss3/signed-url${path}?${object}&token=${known}&${known}=1`, bearer)
      await ask(`/awss3/signed-url${path}?${object}&api_token=${known}&broken=%`)
    }
    await askAsUppy(known)
    await ask(`/no/such/path/${known}?api_token=${known}`, bearer)
    await ask(`/awss3/signed-url?api_token=${known}`, bearer, 'POST')
    await ask(`/awss3/%zz?api_token=${known}`, bearer)
    await ask(`/healthz?api_token=${known}`, bearer)
    await askRaw(`GET /awss3/signed-url?api_token=${known}\x01 HTTP/1.1\r\nHost: a\r\n\r\n`)
    await askRaw(`${known} is not HTTP\r\n\r\n`)
    await askRaw(`GET / HTTP/1.1\r\nAuthorization: Bearer ${known}\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`)
    await askRaw(`GET /?api_token=${known} HTTP/1.1\r\nAuthorization: Bearer ${known}\r\nConnection: close\r\n\r\n`)
  }
  for (const command of [
    ['credential', 'list'],
    ['token', 'list'],
    ['config', 'print'],
  ]) {
    await run(command)
    await run([...command, '--json'])
  }
  const { text: metrics } = await scrape(gateway.report.metrics)
  await gateway.stop('SIGINT')

  assert.ok(signatures.length >= 4, 'some requests were signed')
  const stored = readTree(dataDir)
  const logs = [
    { name: 'the log', content: gateway.logs() },
    { name: 'the metrics', content: metrics },
  ]
  const said = answers.map((content) => ({ name: 'an answer', content }))
  const spans = collector.deliveries.map(({ body }) => ({ name: 'a span', content: body.toString() }))
  const secrets = [secretAccessKey, otherSecret].flatMap(spellings)

  await t.test('a secret access key is in no file, log line or answer', () => {
    assertNowhere(secrets, [...stored, ...logs, ...said])
  })
  await t.test('a token is in no file, log line or answer', () => {
    assertNowhere([...tokens, ...clientTokens].flatMap(spellings), [...stored, ...logs, ...said])
  })
  await t.test('a signature is in no file or log line', () => {
    assertNowhere(signatures.flatMap(spellings), [...stored, ...logs])
  })
  await t.test('no span contains a secret, a token or a signature, and the key for the collector is nowhere', () => {
    assert.ok(spans.some(({ content }) => content.includes('signed_url_for_upload')))
    assert.ok(spans.some(({ content }) => content.includes('/uppy/:client_token/s3/params')))
    assertNowhere([...secrets, ...[...tokens, ...clientTokens, ...signatures].flatMap(spellings)], spans)
    assertNowhere(spellings(collectorKey), [...stored, ...logs, ...said, ...spans])
  })
  await t.test('the log has the operation, and the code of a refusal', () => {
    assert.ok(gateway.logs().includes('"operation":"signed_url_for_upload"'))
    assert.ok(gateway.logs().includes('"code":"token_revoked"'))
  })
  await t.test('the search finds a planted secret', () => {
    writeFileSync(join(dataDir, 'planted'), Buffer.from(`\0\xff${secretAccessKey}\0`, 'latin1'))
    assert.throws(() => assertNowhere(secrets, readTree(dataDir)), /planted/)
    for (const content of [encodeURIComponent(secretAccessKey), btoa(JSON.stringify({ secretAccessKey }))]) {
      assert.throws(() => assertNowhere(secrets, [{ name: 'planted', content }]), /planted/)
    }
  })
})

interface Place {
  readonly name: string
  readonly content: string
}

/** Lists the encodings in which a text may occur, with base64 at each of its three possible offsets. */
function spellings(text: string): string[] {
  const bytes = Buffer.from(text)
  const inBase64 = [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
    // The digits at both ends also encode bits of the neighbouring bytes.
    return (['base64', 'base64url'] as const).map((encoding) => shifted.toString(encoding).slice(4, -4))
  })
  return [text, encodeURIComponent(text), bytes.toString('hex'), ...inBase64]
}

function assertNowhere(texts: readonly string[], places: readonly Place[]): void {
  for (const { name, content } of places) {
    for (const text of texts) assert.ok(!content.includes(text), `${text} is in ${name}`)
  }
}

function readTree(folder: string): Place[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  assert.ok(entries.some(({ name }) => name === 'signpost.db'))
  return entries.map(({ parentPath, name }) => {
    const path = join(parentPath, name)
    return { name: path, content: readFileSync(path, 'latin1') }
  })
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<void> {
  const response = await fetch(url + path, { method, headers })
  const body = await response.text()
  answers.push(JSON.stringify([...response.headers]), response.statusText, body)
  const signature = /(?:[?&](?:X-Amz-)?Signature=|"x-amz-signature":")([^&"]+)/i.exec(body)?.[1]
  if (signature !== undefined) signatures.push(decodeURIComponent(signature))
}

/** Sends valid and invalid requests in the way of Uppy 6, with the token in the path. */
async function askAsUppy(known: string): Promise<void> {
  const bearer = { authorization: `Bearer ${known}` }
  await ask('/uppy/s3/params?filename=a', { ...bearer, accept: 'application/json' })
  for (const base of [`/uppy/${known}`, `/uppy/s3/${known}`, `/uppy/x/${known}`, `/UPPY/${known}`, `/uppy//${known}`]) {
    await ask(`${base}/s3/params?filename=a`)
    await ask(`${base}/s3/params?filename=a&client_token=${known}`, bearer)
    await ask(`${base}/s3/params?filename=%ff`)
    await ask(`${base}/s3/multipart`, {}, 'POST')
    await ask(`${base}/s3/multipart/1/2?key=a`)
    await ask(`${base}/s3/multipart/%zz`)
    await ask(`${base}/s3/multipart/${known}?key=a`, {}, 'DELETE')
    await ask(`${base}/s3/params/${known}`, {}, 'PUT')
    await ask(base)
    await ask(`${base}/s3/params`, { origin: 'https://a.example', 'access-control-request-method': 'GET' }, 'OPTIONS')
  }
  await askRaw(`GET http://a/uppy/${known}/s3/params HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  await askRaw(`GET /uppy/${known}/s3/params#a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  await askRaw(`GET /uppy/${known}/s3/params?\x01 HTTP/1.1\r\nHost: a\r\n\r\n`)
  await askRaw(`GET /uppy/${known}/s3/params HTTP/1.1\r\nConnection: close\r\n\r\n`)
}

async function askRaw(request: string): Promise<void> {
  const { headers, body } = await sendRaw(url, request)
  answers.push(JSON.stringify(headers), body)
}

async function run(args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) {
  const { code, stdout, stderr } = await runSignpost(args, { dataDir, ...options })
  assert.equal(code, 0, stderr)
  answers.push(stdout, stderr)
}
