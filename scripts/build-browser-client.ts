import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** The most bytes that a page loads, compressed. */
export const mostGzippedBytes = 12 * 1024

/** The client as one file for `<script type="module">`. */
export interface BrowserClient {
  readonly code: string
  readonly gzippedBytes: number
}

/**
 * Builds `@signpost/client` for browsers. What it imports beyond its own files, such as Node's API, ends the build.
 * @throws Error
 */
export async function buildBrowserClient(folder = 'packages/client'): Promise<BrowserClient> {
  const result = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(folder, 'src/index.ts'),
        preserveEntrySignatures: 'strict',
        external: [],
        output: { format: 'es', entryFileNames: 'client.js' },
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
    throw new Error(`The browser build is not one file: ${files.map(({ fileName }) => fileName).join(', ')}`)
  }
  return { code: file.code, gzippedBytes: gzipSync(file.code, { level: 9 }).length }
}
