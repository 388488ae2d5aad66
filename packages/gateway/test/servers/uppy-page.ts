import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { build } from 'vite'

/** The major versions of `@uppy/aws-s3` that are tested, each unchanged from npm. */
export type UppyMajor = 5 | 6

const entries = {
  5: new URL('../uppy/uppy-5.ts', import.meta.url),
  6: new URL('../../../client/test/uppy-6.ts', import.meta.url),
} as const satisfies Readonly<Record<UppyMajor, URL>>

/** A web server with a page that has Uppy, and nothing else. */
export interface UppySite extends AsyncDisposable {
  readonly origin: string
  /** Opens the page of a version in a window. */
  open(page: Page, major: UppyMajor): Promise<UppyPage>
}

/** A file for Uppy to send. Its bytes are those of {@link makeBytes}. */
export interface UppyFile {
  readonly name: string
  readonly type: string
  readonly size: number
  readonly meta?: Readonly<Record<string, unknown>>
}

/** The outcome of an upload. */
export interface UppyOutcome {
  /** The URL that Uppy reports for the file. */
  readonly uploadUrl?: string
  /** The error that Uppy shows. */
  readonly error?: string
}

/** An open page. */
export interface UppyPage {
  readonly page: Page
  /** Begins an upload. @param options of the plugin; a function as its text, after `=> ` */
  start(options: Readonly<Record<string, unknown>>, file: UppyFile): Promise<void>
  /** Waits until the upload has ended. */
  finish(): Promise<UppyOutcome>
  /** Runs a script in the page, in which `uppy` is the Uppy of the upload. */
  run(script: string): Promise<unknown>
}

/** Makes bytes of any size in which a wrong order is noticed. */
export function makeBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let index = 0; index < size; index++) bytes[index] = index * 31 + (index >> 8)
  return bytes
}

/**
 * The functions of the page. `start` makes an Uppy, and `send` gives it a file: the chosen one, or one of {@link makeBytes}.
 * `pauseAfter` is a number of parts. `watch` and `add` are the steps of `send`; tests of a reload need them separately.
 */
const script = `
window.start = (options, file, pauseAfter) => send(new Uppy().use(AwsS3, options), file, pauseAfter)
window.send = (uppy, file, pauseAfter) => {
  watch(uppy, pauseAfter)
  add(file)
  uppy.upload()
}
window.watch = (uppy, pauseAfter) => {
  Object.assign(window, { uppy, outcome: undefined, parts: 0 })
  uppy.on('s3-multipart:part-uploaded', () => { if (++window.parts === pauseAfter) uppy.pauseAll() })
  uppy.on('upload-success', (_, { uploadURL }) => { window.outcome = { uploadUrl: uploadURL } })
  uppy.on('upload-error', (_, { message }) => { window.outcome = { error: message } })
}
window.add = ({ name, type, size, meta = {} }) => {
  const bytes = () => {
    const made = new Uint8Array(size)
    for (let index = 0; index < size; index++) made[index] = index * 31 + (index >> 8)
    return made
  }
  // Uppy recognises a file by its time as well, so the time is fixed.
  const data = document.querySelector('input').files[0] ?? new File([bytes()], name, { type, lastModified: 0 })
  uppy.addFile({ name, type, data, meta })
}`

/** Deletes the data that a former page has stored in the browser for a reload. */
const forget = `new Promise((resolve, reject) => {
  localStorage.clear()
  const request = indexedDB.deleteDatabase('uppy-blobs')
  request.onsuccess = resolve
  request.onerror = request.onblocked = () => reject(new Error('an earlier page is still open'))
}).then(() => undefined)`

/** Bundles both versions, as a web page's own build would, and serves them on a free port of 127.0.0.1. */
export async function serveUppy(): Promise<UppySite> {
  const code = { '/5.js': await bundle(5), '/6.js': await bundle(6) } as Readonly<Record<string, string>>
  const server = createServer(({ url = '' }, response) => {
    const file = code[url]
    response.setHeader('content-type', file === undefined ? 'text/html; charset=utf-8' : 'text/javascript')
    const major = url.slice(1)
    const imports = `import { Uppy, AwsS3, GoldenRetriever } from '/${major}.js'\nObject.assign(window, { Uppy, AwsS3, GoldenRetriever })`
    response.end(
      file ??
        `<!doctype html><title>Uppy ${major}</title><input type="file"><script type="module">${imports}${script}</script>`,
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    async open(page, major) {
      await page.goto(`${origin}/${major}`)
      await page.waitForFunction('window.start')
      await page.evaluate(forget)
      return {
        page,
        async start({ pauseAfter = 0, ...options }, file) {
          await page.evaluate(`start(${JSON.stringify(options)}, ${JSON.stringify(file)}, ${pauseAfter})`)
        },
        async finish() {
          const outcome = await page.waitForFunction('window.outcome', undefined, { timeout: 50_000 })
          return (await outcome.jsonValue()) as UppyOutcome
        },
        run: (text) => page.evaluate(text),
      }
    },
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections()
    },
  }
}

async function bundle(major: UppyMajor): Promise<string> {
  const input = fileURLToPath(entries[major])
  const result = await build({
    configFile: false,
    root: fileURLToPath(new URL('.', entries[major])),
    logLevel: 'error',
    build: {
      write: false,
      rolldownOptions: { input, preserveEntrySignatures: 'strict', output: { format: 'es' } },
    },
  })
  const [file] = [result].flat().flatMap((one) => ('output' in one ? one.output : []))
  if (file?.type !== 'chunk') throw new Error(`Uppy ${major} was not bundled`)
  return file.code
}
