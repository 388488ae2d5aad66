import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Hundreds of files each, which every gateway and every command reads: a third of what their start takes. */
const libraries = ['typebox', 'kysely']

/** The variable in which `npm test` tells the tests what is to be preloaded, by `NODE_OPTIONS`, in the processes that they start. */
export const preloadVariable = 'TEST_PRELOAD'

interface Manifest {
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
}

/**
 * Makes one file of each entry of the large libraries, what is common to them in files beside, so that the hundreds of processes
 * of a test run start faster. They are kept until a library or this file changes.
 * @param cache folder to keep them in
 * @returns the option of Node's that lets a process use them
 */
export async function bundleLibraries(cache: string): Promise<string> {
  const modules = join(import.meta.dirname, '../../node_modules')
  const manifests = [...libraries, 'vite'].map(
    (name) => [name, JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as Manifest] as const,
  )
  const versions = manifests.map(([name, { version }]) => `${name} ${version}`)
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(versions.join())
    .digest('hex')
  const folder = join(cache, `libraries-${key.slice(0, 16)}`)
  const specifiers = manifests
    .filter(([name]) => libraries.includes(name))
    .flatMap(([name, manifest]) => Object.keys(manifest.exports).map((path) => name + path.slice(1)))
  if (!existsSync(folder)) {
    const draft = `${folder}.${process.pid}`
    await build(specifiers, draft)
    try {
      renameSync(draft, folder)
    } catch {
      // Another run has made it meanwhile.
      rmSync(draft, { recursive: true })
    }
  }
  return `--import=${pathToFileURL(join(folder, preloadName)).href}`
}

const preloadName = 'preload.mjs'

async function build(specifiers: readonly string[], folder: string): Promise<void> {
  // Loaded here: most runs find what a former one has made.
  const { build: bundle } = await import('vite')
  const names = new Map(specifiers.map((specifier) => [specifier, specifier.replaceAll('/', '.')]))
  await bundle({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      minify: false,
      target: 'node24',
      rollupOptions: {
        input: Object.fromEntries([...names].map(([specifier, name]) => [name, specifier])),
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  mkdirSync(folder, { recursive: true })
  const files = [...names].map(([specifier, name]) => [specifier, `./${name}.mjs`])
  writeFileSync(
    join(folder, preloadName),
    `import * as module from 'node:module'
const files = new Map(${JSON.stringify(files)})
// An older Node, which some tests start, goes without.
module.registerHooks?.({
  resolve(specifier, context, next) {
    const file = files.get(specifier)
    return file === undefined ? next(specifier, context) : { url: new URL(file, import.meta.url).href, format: 'module', shortCircuit: true }
  },
})
`,
  )
}
