import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** One file for `<script type="module">`. A gateway serves it, and the client's package contains it. */
interface BrowserFileSource {
  /** Where a gateway serves it. */
  readonly path: string
  /** Its entry module, in `packages/client/src`. */
  readonly input: string
  /** Its place in the folder of the compiled modules. */
  readonly output: string
  /** The most bytes that it may have, compressed. */
  readonly mostGzippedBytes: number
}

const client = join(import.meta.dirname, '../packages/client')

const sources: readonly BrowserFileSource[] = [
  { path: '/client.js', input: 'index.ts', output: 'browser.js', mostGzippedBytes: 12 * 1024 },
  { path: '/element.js', input: 'element/served.ts', output: 'element/browser.js', mostGzippedBytes: 20 * 1024 },
]

/** A built file. */
export interface BrowserFile extends BrowserFileSource {
  readonly code: string
  readonly gzippedBytes: number
  /** The value of the attribute `integrity` (W3C Subresource Integrity, section 3.5). */
  readonly integrity: string
  /** The value of `?v=`. Under a URL with it, the file never changes. */
  readonly version: string
}

/**
 * Builds the files that pages load.
 * @throws Error when a file imports anything except the client's own files, such as Node's API
 */
export async function buildBrowserFiles(): Promise<readonly BrowserFile[]> {
  const files: BrowserFile[] = []
  for (const source of sources) {
    const code = await buildFile(source)
    const digest = hash('sha256', code, 'hex')
    const integrity = `sha384-${hash('sha384', code, 'base64')}`
    const { length: gzippedBytes } = gzipSync(code, { level: 9 })
    files.push({ ...source, code, gzippedBytes, integrity, version: digest.slice(0, versionLength) })
  }
  return files
}

/** As many digits as the gateway compares (`packages/gateway/src/http/document-routes.ts`). */
const versionLength = 16

async function buildFile({ input, output }: BrowserFileSource): Promise<string> {
  const result = await build({
    configFile: false,
    root: client,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(client, 'src', input),
        preserveEntrySignatures: 'strict',
        external: [],
        output: { format: 'es', entryFileNames: output },
        onLog(_level, { code, message }) {
          throw new Error(`${code}: ${message}`)
        },
      },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const files = outputs.flatMap((one) => ('output' in one ? one.output : []))
  const [file] = files
  if (file?.type !== 'chunk' || files.length !== 1 || file.imports.length > 0) {
    throw new Error(`${input} does not become one file: ${files.map(({ fileName }) => fileName).join(', ')}`)
  }
  return file.code
}

/**
 * Writes the files to where the gateway looks for them. This is also their place in the published package.
 * @returns the files
 */
export async function writeBrowserFiles(): Promise<readonly BrowserFile[]> {
  const files = await buildBrowserFiles()
  for (const { output, code } of files) {
    const target = join(client, 'dist/lib', output)
    if (existsSync(target) && readFileSync(target, 'utf8') === code) continue
    writeWhole(target, code)
  }
  return files
}

/** Writes a file in such a way that a running gateway never sees half of it. */
export function writeWhole(place: string, content: string | Buffer): void {
  mkdirSync(dirname(place), { recursive: true })
  const written = `${place}.${process.pid}`
  writeFileSync(written, content)
  renameSync(written, place)
}
