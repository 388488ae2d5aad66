import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import type { UppyMajor } from '../../packages/gateway/test/servers/uppy-page.ts'
import { readUppyScripts, reloadUppy, watchParts } from '../../packages/gateway/test/servers/uppy-reload.ts'
import { startUppyStand, type UppyStand } from '../../packages/gateway/test/servers/uppy-stand.ts'
import type { ClaimResult, Fault } from '../fault.ts'
import { formatCount } from '../stand/journal.ts'

const mebi = 1024 ** 2

/**
 * The size of the file, the number of concurrent parts, how long the network is away, and after how many parts the page is reloaded.
 * Some parts must be left by then.
 */
const sizes = {
  full: { bytes: 300 * mebi, limit: 6, cutMs: 10_000, bytesPerSecond: 48 * mebi, reloadAfter: 10 },
  short: { bytes: 26 * mebi, limit: 2, cutMs: 500, bytesPerSecond: 16 * mebi, reloadAfter: 1 },
} as const

/** The delays from docs/uppy.md. With its own, Uppy 5 gives up a part, and so the whole upload, after 9 s without a signature. */
const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000]

/** How long the first parts may take: a busy machine sends them slowly, and Uppy 6 one after another. */
const longestMs = 120_000

/** How often a person who sees the upload fail presses "Retry". */
const mostRetries = 3

/** The real Uppy uploads large files while the network is away for a while, or the page is reloaded. */
export const uppyUploads: Fault = {
  name: 'uppy-uploads',
  what: 'the network goes away, and the page is reloaded, while Uppy 5 and 6 send a large file in parts',
  needs: ['chromium', 'radosgw', 'ceph-mon', 'ceph-osd'],
  async run(size, { progress }) {
    using folder = makeTempDir()
    const path = join(folder.path, 'film.mp4')
    const content = randomBytes(sizes[size].bytes)
    writeFileSync(path, content)
    await using stand = await startUppyStand()
    const results: ClaimResult[] = []
    for (const major of [5, 6] as const) {
      // packages/gateway/test/uppy tests the reload with a small file.
      for (const { event, send } of size === 'full' ? disturbances : disturbances.slice(0, 1)) {
        const what = `Uppy ${major}, ${event}`
        progress(`${what}: it sends ${sizes[size].bytes / mebi} MiB`)
        const sent = await send(stand, major, path, sizes[size])
        results.push(await claimWhole(stand, what, sent, content), claimPartsOnce(what, sent))
      }
    }
    results.push({
      claim: 'no token of a page is in the log',
      holds: !stand.gateway.logs().includes('ct_'),
      figure: `${formatCount(stand.gateway.logs().length)} characters`,
    })
    return results
  },
}

/** The outcome of an upload. */
interface SentFile {
  /** The URL that Uppy reports for the file. */
  readonly uploadUrl: string | undefined
  /** The errors that each led to a press on "Retry". */
  readonly errors: readonly string[]
  /** The number of each part that the store accepted, with repetitions. */
  readonly parts: readonly number[]
  /** How many parts the store had when the network went away or the page was left. */
  readonly partsBefore: number
  /** How many parts the store accepted until the network was back. */
  readonly partsWithin: number
}

type Size = (typeof sizes)['full' | 'short']

async function sendThroughCut(
  stand: UppyStand,
  major: UppyMajor,
  path: string,
  { bytes, limit, cutMs, bytesPerSecond }: Size,
): Promise<SentFile> {
  const { page, options, start, run, finish } = await stand.open(major)
  const parts = watchParts(page)
  const session = await page.context().newCDPSession(page)
  const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond }
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', line)
  await page.locator('input').setInputFiles(path)
  await start(
    { ...options, shouldUseMultipart: true, limit, retryDelays },
    { name: 'film.mp4', type: 'video/mp4', size: bytes },
  )
  await page.waitForFunction('window.parts >= 1')
  await session.send('Network.emulateNetworkConditions', { ...line, offline: true })
  await page.waitForFunction('!navigator.onLine')
  const partsBefore = parts.length
  await page.waitForTimeout(cutMs)
  const partsWithin = parts.length - partsBefore
  await session.send('Network.emulateNetworkConditions', line)
  const errors: string[] = []
  let outcome = await finish()
  while (outcome.error !== undefined && errors.length < mostRetries) {
    errors.push(outcome.error)
    await run('window.outcome = undefined; uppy.retryAll()')
    outcome = await finish()
  }
  await session.detach()
  await page.close()
  return { uploadUrl: outcome.uploadUrl, errors, parts, partsBefore, partsWithin }
}

/** Sends a file and reloads the page. The page runs the script of docs/uppy.md, with a new client token after the reload. */
async function sendThroughReload(
  stand: UppyStand,
  major: UppyMajor,
  path: string,
  { bytes, limit, bytesPerSecond, reloadAfter }: Size,
): Promise<SentFile> {
  const opened = await stand.open(major)
  const { page, run, finish } = opened
  const { retrieve } = readUppyScripts(stand.gateway.url)
  const parts = watchParts(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond / 4 }
  await session.send('Network.emulateNetworkConditions', line)
  await page.locator('input').setInputFiles(path)
  const inParts = { shouldUseMultipart: true, limit, retryDelays }
  const file = JSON.stringify({ name: 'film.mp4', type: 'video/mp4', size: bytes })
  await run(
    `watch(new Uppy().use(AwsS3, ${JSON.stringify({ ...opened.options, ...inParts })})); ${retrieve}; add(${file}); void uppy.upload()`,
  )
  await page.waitForFunction(`window.parts >= ${reloadAfter}`, undefined, { timeout: longestMs })
  const { options } = await stand.allow(major)
  await reloadUppy(opened, { ...options, ...inParts }, retrieve, true)
  const partsBefore = parts.length
  await session.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: bytesPerSecond })
  const { uploadUrl, error } = await finish()
  await session.detach()
  await page.close()
  return { uploadUrl, errors: error === undefined ? [] : [error], parts, partsBefore, partsWithin: 0 }
}

const disturbances = [
  { event: 'while the network is away', send: sendThroughCut },
  { event: 'while the page is reloaded', send: sendThroughReload },
] as const

async function claimWhole(
  stand: UppyStand,
  what: string,
  { uploadUrl, errors }: SentFile,
  content: Buffer,
): Promise<ClaimResult> {
  const claim = `${what}: the file arrives at the store`
  if (uploadUrl === undefined) return { claim, holds: false, figure: errors.join('; ') }
  const key = decodeURIComponent(new URL(uploadUrl).pathname).slice(`/${stand.bucket}/`.length)
  const { bytes } = await stand.download(key)
  const [sent, stored] = [content, bytes].map((one) => createHash('sha256').update(one).digest('hex'))
  const retries = `"Retry" was pressed ${errors.length} times${errors.map((error) => ` (${error})`).join('')}`
  return { claim, holds: sent === stored, figure: `${formatCount(bytes.length)} bytes of the same SHA-256, ${retries}` }
}

function claimPartsOnce(what: string, { parts, partsBefore, partsWithin }: SentFile): ClaimResult {
  const again = parts.length - new Set(parts).size
  const figure = `${formatCount(parts.length)} parts, ${again} of them again; ${partsBefore} before it, ${partsWithin} within`
  return {
    claim: `${what}: no part that the store had is sent again`,
    holds: again === 0 && partsBefore > 0 && parts.length > partsBefore,
    figure,
  }
}
