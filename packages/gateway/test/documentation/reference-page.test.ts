import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrowserContext } from 'playwright-core'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { startChromium } from '../servers/chromium.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const skip = skipWithout('chromium')

test('the reference page sends a request with a token and shows the signed URL, without leaving its origin', {
  skip,
}, async () => {
  await using opened = await openBrowser()
  const { gateway, context } = opened
  const { url, sandbox } = gateway.report
  assert.ok(sandbox)
  const origins = new Set<string>()
  context.on('request', (request) => origins.add(new URL(request.url()).origin))
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))

  await page.goto(`${url}/docs`)
  assert.equal(page.url(), `${url}/docs`)
  await page.getByRole('textbox', { name: 'Bearer Token' }).fill(sandbox.token)
  await page.getByRole('button', { name: 'Test Request' }).first().click()
  const client = page.getByRole('dialog')
  await client
    .getByRole('row', { name: 'Include key_name in request' })
    .getByRole('combobox', { name: 'Value' })
    .fill('tried/from the page.txt')
  await client.getByRole('button', { name: /^Send get request/ }).click()

  // The editor that shows the answer renders only the lines in view; this answer is short enough.
  const answer = await client.locator('.cm-content', { hasText: '"signedUrl"' }).innerText()
  const { data } = JSON.parse(answer) as { data: { signedUrl: string; key: string; warnings?: unknown } }
  assert.ok(data.signedUrl.startsWith(`${sandbox.endpoint}/my-bucket/tried/from%20the%20page.txt?`), data.signedUrl)
  assert.equal(data.warnings, undefined)
  assert.deepEqual([...origins], [url])
  assert.deepEqual(complaints, [])
})

interface OpenedBrowser extends AsyncDisposable {
  readonly gateway: GatewayProcess
  readonly context: BrowserContext
}

async function openBrowser(): Promise<OpenedBrowser> {
  await using stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  const gateway = stack.use(await startGateway({ dataDir: dir.path, args: ['--sandbox'] }))
  const { context } = stack.use(await startChromium())
  const kept = stack.move()
  return { gateway, context, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
