import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { after, describe, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { type Signer, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { runN8nWorkflow } from '../servers/run-n8n-workflow.ts'
import { sendHttpBlock } from '../servers/send-http-block.ts'
import { repositoryRoot } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Sends every request of docs/low-code.md unchanged, and runs its scripts and the n8n workflow.

const page = readFileSync(`${repositoryRoot}docs/low-code.md`, 'utf8')
const workflow = `${repositoryRoot}examples/n8n/upload-and-download.json`
const bucket = 'my-bucket'

const sections = page.split(/^##+ /m).flatMap((text) => {
  const [, heading = ''] = /^(.*)\n/.exec(text) ?? []
  const blocks = [...text.matchAll(/^```(\w+) ?(\d*)\n(.*?)^```$/gms)].map(([, language = '', status, block = '']) => ({
    language,
    status: Number(status),
    block,
  }))
  return blocks.length === 0 ? [] : [{ heading, blocks }]
})

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir()).path

const sandbox = stack.use(await startGateway({ dataDir: `${dir}/sandbox`, args: ['--sandbox'] }))
const atSandbox = { url: sandbox.report.url, token: sandbox.report.sandbox?.token ?? '' }
const stores: [name: string, signer: Signer][] = [['the sandbox', atSandbox]]
if (skipWithoutCeph === false) {
  const dataDir = `${dir}/ceph`
  const ceph = stack.use(await startCeph())
  await ceph.createBucket(bucket)
  await storeCredential(bucket, { dataDir }, { ...cephUsers.alice, preset: 'ceph', endpoint: ceph.endpoint })
  const gateway = stack.use(await startGateway({ dataDir }))
  stores.push(['Ceph', { url: gateway.report.url, token: await createToken({ dataDir }) }])
}

for (const [store, signer] of stores) testPage(store, signer)

test('the page has requests or a script for every tool', () => {
  const tools = 'n8n,Make,Zapier,Bubble,Retool,Budibase,Power Automate,Google Apps Script'.split(',')
  assert.deepEqual(
    sections.map(({ heading }) => heading),
    ['What applies everywhere', 'When it fails', ...tools],
  )
})

test('S3 refuses an upload of unknown size, as the page says', async () => {
  const { signedUrl } = await sign(atSandbox, { bucket, key_name: 'chunked.bin', type: 'upload' })
  const body = Readable.from([Buffer.from('a'), Buffer.from('b')])
  const { status } = await fetch(signedUrl, { method: 'PUT', body, duplex: 'half' } as unknown as RequestInit)
  assert.ok(status === 411 || status === 501, String(status))
})

function testPage(store: string, signer: Signer): void {
  const file = randomBytes(70_000)

  describe(`docs/low-code.md at ${store}`, () => {
    for (const { heading, blocks } of sections) {
      const requests = blocks.filter(({ language }) => language === 'http')
      if (requests.length === 0) continue
      test(`${heading}: every request gets the answer that the page shows, and the bytes arrive`, async () => {
        const state = { origin: signer.url, token: signer.token, file, data: {} as Record<string, unknown> }
        for (const { block, status } of requests) {
          const answer = await sendHttpBlock(block, state)
          const about = `${block}\n${answer.status} ${answer.body.toString('utf8', 0, 600)}`
          assert.equal(answer.status, status, about)
          assert.equal(state.data.warnings, undefined, about)
          if (status === 400) assertShown(blocks, answer.body)
          const [method] = block.split(' ')
          const isOfStore = / \{\{/.test(block.split('\n')[0] ?? '')
          if (isOfStore && method !== 'GET')
            await assertStored(state.data.key, block.includes('{{file}}') ? file : (block.split('\n\n')[1] ?? ''))
          if (isOfStore && method === 'GET') assert.ok(answer.body.equals(file), about)
        }
      })
    }

    test('n8n: the workflow of examples/ uploads a file and fetches it', async () => {
      const items = await runN8nWorkflow(workflow, { ownOrigin: signer.url, authorization: `Bearer ${signer.token}` })
      const { data } = (items.get('Sign the upload')?.json ?? {}) as { data: { key: string; warnings?: unknown } }
      assert.deepEqual([data.key, data.warnings], ['n8n/Hello + world.txt', undefined])
      const fetched = items.get('Fetch the file')?.binary?.data
      assert.deepEqual([fetched?.bytes.toString(), fetched?.mimeType], [data.key, 'text/plain'])
    })

    test('Zapier: the script uploads a file that it receives as a URL', async () => {
      const key = 'zapier/script.bin'
      const { signedUrl } = await sign(signer, { bucket, key_name: key, type: 'upload' })
      const server = createServer((_, response) => response.end(file)).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      try {
        const inputData = { file: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, signedUrl }
        const script = `(async () => { let output\n${findScript('Zapier')}\nreturn output })()`
        const output = await runInContext(script, createContext({ inputData, fetch, Buffer }))
        assert.deepEqual({ ...output }, { status: 200 })
        await assertStored(key, file)
      } finally {
        server.close()
      }
    })

    test('Google Apps Script: the script uploads and downloads', { skip: skipWithout('curl') }, async () => {
      const script = findScript('Google Apps Script').replace('https://sign.example.com', signer.url)
      const blob = { getBytes: () => file, getContentType: () => 'application/pdf' }
      const scope = createContext({ ...standInForGoogle(signer.token), blob })
      const key = 'google/Q1 + Q2.pdf'
      runInContext(`${script}\nupload('my-bucket', '${key}', blob)`, scope)
      await assertStored(key, file)
      assert.ok(runInContext(`download('my-bucket', '${key}')`, scope).equals(file))
      assert.throws(() => runInContext("download('My Bucket', 'a')", scope), /`bucket` must/)
      assert.throws(() => runInContext("download('my-bucket', 'google/missing')", scope), /NoSuchKey/)
    })
  })

  async function assertStored(key: unknown, content: Buffer | string): Promise<void> {
    const { signedUrl } = await sign(signer, { bucket, key_name: String(key) })
    const bytes = Buffer.from(await (await fetch(signedUrl)).arrayBuffer())
    assert.ok(
      bytes.equals(Buffer.from(content.toString() === content ? content.trimEnd() : content)),
      `the bytes of ${key} differ`,
    )
  }
}

/** Asserts that the page shows the error, from which it may leave out fields. */
function assertShown(blocks: readonly { language: string; block: string }[], answered: Buffer): void {
  const shown = blocks.find(({ language }) => language === 'json')?.block ?? assert.fail('the page shows no error')
  assert.partialDeepStrictEqual(JSON.parse(answered.toString()), JSON.parse(shown))
}

function findScript(heading: string): string {
  const section = sections.find((one) => one.heading === heading)
  return (
    section?.blocks.find(({ language }) => language === 'js')?.block ??
    assert.fail(`the section ${heading} has no script`)
  )
}

/** Google's services for a script. `UrlFetchApp` is synchronous, so each request runs curl and waits for it. */
function standInForGoogle(token: string) {
  interface Options {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly contentType?: string
    readonly payload?: Buffer
    readonly muteHttpExceptions: boolean
  }
  function send(url: string, options: Options) {
    const { method = 'get', headers = {}, contentType, payload } = options
    assert.equal(options.muteHttpExceptions, true)
    const body = `${dir}/payload`
    if (payload !== undefined) writeFileSync(body, payload)
    const sent = {
      ...headers,
      ...(payload === undefined ? {} : { 'Content-Type': contentType ?? 'application/x-www-form-urlencoded' }),
      'User-Agent': 'Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: UAEmdDd)',
    }
    const args = Object.entries(sent).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
    const data = payload === undefined ? [] : ['--data-binary', `@${body}`]
    const curl = ['-sS', '-X', method.toUpperCase(), '-w', '%{http_code}', '-H', 'Expect:', ...args, ...data, url]
    const printed = execFileSync('curl', curl)
    const content = printed.subarray(0, -3)
    return {
      getResponseCode: () => Number(printed.subarray(-3).toString()),
      getContentText: () => content.toString(),
      getBlob: () => content,
    }
  }
  const properties = { getProperty: (name: string) => (name === 'SIGNPOST_TOKEN' ? token : null) }
  return {
    UrlFetchApp: { fetch: send },
    PropertiesService: { getScriptProperties: () => properties },
  }
}
