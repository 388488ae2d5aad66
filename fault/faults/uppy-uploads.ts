import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import type { UppyMajor } from '../../packages/gateway/test/servers/uppy-page.ts'
import { type OpenUppy, startUppyStand, type UppyStand } from '../../packages/gateway/test/servers/uppy-stand.ts'
import type { ClaimResult, Fault } from '../fault.ts'
import { formatCount } from '../stand/journal.ts'

const mebi = 1024 ** 2

/** How much is sent, how many parts at the same time, and how long the network is away. There have to be parts left by then. */
const sizes = {
  full: { bytes: 300 * mebi, limit: 6, cutMs: 10_000, bytesPerSecond: 48 * mebi },
  short: { bytes: 26 * mebi, limit: 2, cutMs: 500, bytesPerSecond: 16 * mebi },
} as const

/** With its own delays Uppy 5 gives a part up after 9 s without a signature, and the whole upload with it. docs/uppy.md has these. */
const retryDelays = [0, 1000, 3000, 5000, 10_000, 20_000]

/** A person who sees an upload fail presses "Retry". */
const mostRetries = 3

/** Large files go up through the real Uppy while the network is away for a while. */
export const uppyUploads: Fault = {
  name: 'uppy-uploads',
  what: 'the network is away while Uppy 5 and 6 send a large file in parts',
  needs: ['chromium', 'radosgw', 'ceph-mon', 'ceph-osd'],
  async run(size, { progress }) {
    using folder = makeTempDir()
    const path = join(folder.path, 'film.mp4')
    const content = randomBytes(sizes[size].bytes)
    writeFileSync(path, content)
    await using stand = await startUppyStand()
    const results: ClaimResult[] = []
    for (const major of [5, 6] as const) {
      progress(`Uppy ${major} sends ${sizes[size].bytes / mebi} MiB`)
      const sent = await sendThroughCut(stand, major, path, sizes[size])
      results.push(await claimWhole(stand, major, sent, content), claimPartsOnce(major, sent))
    }
    results.push({
      claim: 'no token of a page is in the log',
      holds: !stand.gateway.logs().includes('ct_'),
      figure: `${formatCount(stand.gateway.logs().length)} characters`,
    })
    return results
  },
}

/** What became of an upload. */
interface SentFile {
  /** Where Uppy says that the file is. */
  readonly uploadUrl: string | undefined
  /** What it failed with, each time until somebody pressed "Retry". */
  readonly errors: readonly string[]
  /** The number of each part that the store took, as often as it did. */
  readonly parts: readonly number[]
  /** How many it had taken when the network went away, and how many it took until that was back. */
  readonly partsBefore: number
  readonly partsWithin: number
}

async function sendThroughCut(
  stand: UppyStand,
  major: UppyMajor,
  path: string,
  { bytes, limit, cutMs, bytesPerSecond }: (typeof sizes)['full' | 'short'],
): Promise<SentFile> {
  const opened = await stand.open(major)
  const { page, options, start, run, finish } = opened
  const parts = watchParts(opened)
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

function watchParts({ page }: OpenUppy): readonly number[] {
  const parts: number[] = []
  page.on('response', (response) => {
    const number = Number(new URL(response.url()).searchParams.get('partNumber'))
    if (response.request().method() === 'PUT' && number > 0 && response.status() === 200) parts.push(number)
  })
  return parts
}

async function claimWhole(
  stand: UppyStand,
  major: UppyMajor,
  { uploadUrl, errors }: SentFile,
  content: Buffer,
): Promise<ClaimResult> {
  const claim = `Uppy ${major} brings the file to the store`
  if (uploadUrl === undefined) return { claim, holds: false, figure: errors.join('; ') }
  const key = decodeURIComponent(new URL(uploadUrl).pathname).slice(`/${stand.bucket}/`.length)
  const { bytes } = await stand.download(key)
  const [sent, stored] = [content, bytes].map((one) => createHash('sha256').update(one).digest('hex'))
  const retries = `"Retry" was pressed ${errors.length} times${errors.map((error) => ` (${error})`).join('')}`
  return { claim, holds: sent === stored, figure: `${formatCount(bytes.length)} bytes of the same SHA-256, ${retries}` }
}

function claimPartsOnce(major: UppyMajor, { parts, partsBefore, partsWithin }: SentFile): ClaimResult {
  const again = parts.length - new Set(parts).size
  const figure = `${formatCount(parts.length)} parts, ${again} of them again; ${partsBefore} before the cut, ${partsWithin} within`
  return {
    claim: `Uppy ${major} sends no part again that the store had`,
    holds: again === 0 && parts.length > 0,
    figure,
  }
}
